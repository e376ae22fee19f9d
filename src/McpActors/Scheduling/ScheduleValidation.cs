using McpActors.Common;
using McpActors.Scheduling.Cron;

namespace McpActors.Scheduling;

/// <summary>Validates schedules and batches. Each method throws a <see cref="McpSchedulerException"/> that names what is allowed.</summary>
internal static class ScheduleValidation
{
    public static CronSchedule CheckSchedule(ScheduleDefinition? schedule, TimeZoneInfo defaultZone)
    {
        if (string.IsNullOrWhiteSpace(schedule?.Name))
            throw new McpSchedulerException("A schedule needs a name.");
        var what = $"Schedule '{schedule.Name}'";
        CheckWork(what, schedule.Jobs, schedule.MaxParallel, schedule.Timeout);
        if (!Enum.IsDefined(schedule.Overlap))
            throw new McpSchedulerException(
                $"{what} has overlap {schedule.Overlap}; allowed are {string.Join(", ", Enum.GetNames<Overlap>())}.");
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
        foreach (var job in jobs) CheckJob(what, job);
        if (maxParallel < 1)
            throw new McpSchedulerException($"{what} has max-parallel {maxParallel}; it needs at least 1.");
        if (timeout <= TimeSpan.Zero || timeout > Durations.Longest)
            throw new McpSchedulerException(
                $"{what} has timeout {timeout}; it must be more than zero and at most {Durations.Longest.Days} days.");
    }

    private static void CheckJob(string what, Job? job)
    {
        switch (job)
        {
            case null:
                throw new McpSchedulerException($"{what} has a job that is null.");
            case ToolJob call when string.IsNullOrWhiteSpace(call.Server) || string.IsNullOrWhiteSpace(call.Tool) || call.Arguments is null:
                throw new McpSchedulerException($"{what} has a job without a server, a tool or arguments; each tool job needs all three.");
            case ActorJob { ActorName: var name } when string.IsNullOrWhiteSpace(name):
                throw new McpSchedulerException($"{what} has a job that is an actor without a name.");
        }
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
