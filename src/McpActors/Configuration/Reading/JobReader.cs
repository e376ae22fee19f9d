using System.Text.Json;
using Akka.Actor;
using McpActors.Configuration.Syntax;
using McpActors.Scheduling;

namespace McpActors.Configuration.Reading;

/// <summary>The servers and actors that jobs may name.</summary>
internal sealed record KnownJobs(KnownServers Servers, IReadOnlyDictionary<string, Props> Actors);

/// <summary>Reads the <c>jobs</c> of a schedule.</summary>
internal static class JobReader
{
    private const string Allowed = "[ { server = NAME, tool = NAME, arguments { ... } }, ... ] with at least one job";

    private static readonly string[] ToolKeys = ["server", "tool", "arguments", "role", "session", "retry", "node-retries"];

    private static readonly Dictionary<string, JsonElement> NoArguments = [];

    public static IReadOnlyList<Job> Read(Section schedule, KnownJobs known)
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
            if (item is ObjectNode o) jobs.Add(ReadJob(schedule.Element("jobs", o, path), known));
            else schedule.Mistakes.AddHidden(path, item, "is not a job", Allowed);
        }
        return jobs;
    }

    private static Job ReadJob(Section section, KnownJobs known)
    {
        Job job = section.Find("actor") is { } actor ? ReadActorJob(section, actor, known.Actors) : ReadToolJob(section, known.Servers);
        section.RefuseUnknown();
        return job;
    }

    private static ToolJob ReadToolJob(Section section, KnownServers servers)
    {
        var server = Required(section, "server");
        if (server.Length > 0 && servers.Problem(server) is { } problem)
        {
            var found = section.Find("server")!;
            section.Mistakes.Add(found.Path, found.Node, problem, servers.Allowed);
        }
        return new ToolJob(server, Required(section, "tool"), Arguments(section))
        {
            Role = Optional(section, "role"),
            Session = Optional(section, "session"),
            Retry = section.Find("retry") is null ? null : section.Retry(ServerRetry.Never),
            NodeRetries = section.Count("node-retries", 0, 0, 1000),
        };
    }

    private static ActorJob ReadActorJob(Section section, Found actor, IReadOnlyDictionary<string, Props> actors)
    {
        foreach (var key in ToolKeys)
        {
            if (section.Find(key) is { } tool)
                section.Mistakes.AddHidden(tool.Path, tool.Node, "cannot be combined with actor", "either server and tool, or actor: a job is one of the two");
        }
        var name = (actor.Node as ScalarNode)?.Text ?? "";
        if (actors.TryGetValue(name, out var props)) return Job.ForActor(props, name);
        var known = actors.Count == 0 ? "there are none" : string.Join(", ", actors.Keys.Order(StringComparer.Ordinal));
        section.Mistakes.Add(actor.Path, actor.Node, $"unknown actor{Nearest.Suggest(name, actors.Keys)}",
            $"an actor from McpActorsSetup.JobActors: {known}");
        return new ActorJob(name);
    }

    private static string? Optional(Section section, string key) =>
        section.Text(key, "", $"the name of a {key}; \"\" for none") is { Length: > 0 } text ? text : null;

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
