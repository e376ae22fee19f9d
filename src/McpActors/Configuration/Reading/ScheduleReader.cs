using McpActors.Configuration.Syntax;
using McpActors.Scheduling;
using McpActors.Scheduling.Cron;

namespace McpActors.Configuration.Reading;

/// <summary>Reads <c>scheduler</c>.</summary>
internal static class ScheduleReader
{
    private const string CronAllowed =
        "five fields (minute hour day month weekday), or six with seconds first, in quotes, such as \"0 3 * * *\"";

    private const int LongestCron = 1000, LongestZone = 100;

    private static readonly ScheduleDefinition Defaults = new() { Name = "", Cron = "", Jobs = [] };

    /// <param name="root"><c>mcp-actors</c>.</param>
    /// <param name="known">The servers and actors that jobs may name.</param>
    public static SchedulerSettings Read(Section root, KnownJobs known)
    {
        var section = root.Child("scheduler");
        var zone = Zone(section) ?? TimeZoneInfo.Utc;
        var schedules = section.Child("schedules");
        var result = new SchedulerSettings
        {
            TimeZone = zone,
            Schedules = [.. Names.Of(schedules, "schedule").Select(name => Schedule(name, schedules.Named(name), zone, known))],
        };
        section.RefuseUnknown();
        return result;
    }

    private static ScheduleDefinition Schedule(
        string name, Section section, TimeZoneInfo schedulerZone, KnownJobs known)
    {
        var zone = Zone(section);
        var schedule = Defaults with
        {
            Name = name,
            Cron = Cron(section, zone ?? schedulerZone),
            TimeZone = zone?.Id,
            Jobs = JobReader.Read(section, known),
            Overlap = section.Word("overlap", Defaults.Overlap, ("skip", Overlap.Skip), ("queue", Overlap.Queue), ("allow", Overlap.Allow)),
            Misfire = section.Word("misfire", Defaults.Misfire, ("run-once", Misfire.RunOnce), ("skip", Misfire.Skip)),
            MaxParallel = section.Count("max-parallel", Defaults.MaxParallel, 1, 10_000),
            Timeout = section.Duration("timeout", Defaults.Timeout),
        };
        section.RefuseUnknown();
        return schedule;
    }

    private static string Cron(Section section, TimeZoneInfo zone)
    {
        if (section.Find("cron") is not { } found)
        {
            if (section.Node is { } node) section.Mistakes.AddHidden(Section.Join(section.Path, "cron"), node, "is missing", CronAllowed);
            return "";
        }
        var line = found.Node is ScalarNode { Text: var text } ? text.Trim() : "";
        if (CronProblem(line, zone) is { } problem) section.Mistakes.Add(found.Path, found.Node, problem, CronAllowed);
        return line;
    }

    private static string? CronProblem(string line, TimeZoneInfo zone)
    {
        if (line.Length is 0 or > LongestCron) return "is not a cron line";
        try
        {
            _ = CronSchedule.Parse(line, zone);
            return null;
        }
        catch (McpSchedulerException e)
        {
            return e.Message;
        }
    }

    private static TimeZoneInfo? Zone(Section section)
    {
        if (section.Find("time-zone") is not { } found) return null;
        var name = (found.Node as ScalarNode)?.Text ?? "";
        // A time zone is looked up as a file.
        if (name.Length <= LongestZone && !name.Contains("..", StringComparison.Ordinal) && !name.StartsWith('/')
            && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            return zone;
        var suggestion = Nearest.Suggest(name, TimeZoneInfo.GetSystemTimeZones().Select(z => z.Id));
        section.Mistakes.Add(found.Path, found.Node, $"unknown time zone{suggestion}",
            "UTC, or a name of this system's time zones, such as Europe/Berlin");
        return null;
    }
}
