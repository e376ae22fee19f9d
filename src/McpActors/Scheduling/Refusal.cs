using McpActors.Common;
using McpActors.Scheduling.Cron;

namespace McpActors.Scheduling;

/// <summary>What the scheduler does not take. Each check throws a <see cref="McpSchedulerException"/> that says what is allowed.</summary>
internal static class Refusal
{
    public static CronSchedule CheckSchedule(ScheduleDefinition? schedule, TimeZoneInfo defaultZone)
    {
        if (string.IsNullOrWhiteSpace(schedule?.Name))
            throw new McpSchedulerException("A schedule needs a name.");
        var what = $"Schedule '{schedule.Name}'";
        CheckWork(what, schedule.Jobs, schedule.MaxParallel, schedule.Timeout);
        if (!Enum.IsDefined(schedule.Overlap))
            throw new McpSchedulerException($"{what} has overlap {schedule.Overlap}; allowed are {string.Join(", ", Enum.GetNames<Overlap>())}.");
        var zone = schedule.TimeZone is null ? defaultZone : FindZone(what, schedule.TimeZone);
        try
        {
            return CronSchedule.Parse(schedule.Cron, zone);
        }
        catch (McpSchedulerException badLine)
        {
            throw new McpSchedulerException($"{what}: {badLine.Message}", badLine);
        }
    }

    public static void CheckWork(string what, IReadOnlyList<Job>? jobs, int maxParallel, TimeSpan timeout)
    {
        if (jobs is null or [])
            throw new McpSchedulerException($"{what} has no jobs; it needs at least one.");
        if (jobs.Any(job => job?.ActorName is null && (job?.Arguments is null || string.IsNullOrWhiteSpace(job.Server) || string.IsNullOrWhiteSpace(job.Tool))))
            throw new McpSchedulerException($"{what} has a job without a server, a tool or arguments; each job needs all three.");
        if (jobs.FirstOrDefault(job => job is { ActorName: not null } and not { Role: null, Session: null, Retry: 0 }) is { } actor)
            throw new McpSchedulerException($"{what} has the job '{actor.Name}', an actor, with a role, a session or a retry; those are for tool calls, and an actor runs where the scheduler is.");
        if (maxParallel < 1)
            throw new McpSchedulerException($"{what} has max-parallel {maxParallel}; it needs at least 1.");
        if (timeout <= TimeSpan.Zero || timeout > Durations.Longest)
            throw new McpSchedulerException($"{what} has timeout {timeout}; allowed is more than zero, and at most {Durations.Longest.Days} days.");
    }

    private static TimeZoneInfo FindZone(string what, string zone)
    {
        try
        {
            return TimeZoneInfo.FindSystemTimeZoneById(zone);
        }
        catch (Exception unknown) when (unknown is TimeZoneNotFoundException or InvalidTimeZoneException or ArgumentException)
        {
            throw new McpSchedulerException(
                $"{what} has time zone '{zone}', which this system does not know; allowed are IANA names such as 'Europe/Berlin', and 'UTC'.",
                unknown);
        }
    }
}
