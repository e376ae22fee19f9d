using System.Text.Json;
using McpActors.Configuration.Syntax;
using McpActors.Scheduling;

namespace McpActors.Configuration.Reading;

/// <summary>Reads the <c>jobs</c> of a schedule.</summary>
internal static class JobReader
{
    private const string Allowed = "[ { server = NAME, tool = NAME, arguments { ... } }, ... ] with at least one job";

    private static readonly Dictionary<string, JsonElement> NoArguments = [];

    public static IReadOnlyList<Job> Read(Section schedule, KnownServers servers)
    {
        if (schedule.Find("jobs") is not { } found)
        {
            if (schedule.Node is { } node) schedule.Mistakes.AddHidden(Section.Join(schedule.Path, "jobs"), node, "is missing", Allowed);
            return [];
        }
        if (found.Node is not ListNode { Items: { Count: > 0 } items })
        {
            schedule.Mistakes.AddHidden(found.Path, found.Node, found.Node is ListNode ? "is empty" : "is not a list", Allowed);
            return [];
        }
        var jobs = new List<Job>();
        foreach (var (index, item) in items.Index())
        {
            var path = $"{found.Path}[{index}]";
            if (item is ObjectNode o) jobs.Add(ReadJob(schedule.Element("jobs", o, path), servers));
            else schedule.Mistakes.AddHidden(path, item, "is not a job", Allowed);
        }
        return jobs;
    }

    private static Job ReadJob(Section section, KnownServers servers)
    {
        var server = Required(section, "server");
        if (server.Length > 0 && servers.Problem(server) is { } problem)
        {
            var found = section.Find("server")!;
            section.Mistakes.Add(found.Path, found.Node, problem, servers.Allowed);
        }
        var job = new Job(server, Required(section, "tool"), Arguments(section));
        section.RefuseUnknown();
        return job;
    }

    private static string Required(Section section, string key)
    {
        var allowed = $"the name of a {key}";
        var found = section.Find(key);
        var problem = found is null ? "is missing" : found.Node is ScalarNode { Text: "" } ? "is empty" : null;
        if (problem is null) return section.Text(key, "", allowed);
        section.Mistakes.AddHidden(Section.Join(section.Path, key), found?.Node ?? section.Node, problem, allowed);
        return "";
    }

    private static IReadOnlyDictionary<string, JsonElement> Arguments(Section section)
    {
        if (section.Find("arguments") is not { } found) return NoArguments;
        if (found.Node is ObjectNode o) return JsonArguments.Of(o);
        section.Mistakes.AddHidden(found.Path, found.Node, "is not an object", "{ ... }, the tool's arguments by name");
        return NoArguments;
    }
}
