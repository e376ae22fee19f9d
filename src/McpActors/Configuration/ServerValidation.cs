using Akka.Configuration;
using McpActors.Configuration.Reading;

namespace McpActors.Configuration;

/// <summary>
/// Checks definitions for <c>ApplyServers</c>, because those that a program creates are not checked by a reader. The
/// mistakes never repeat values of arguments or of the environment.
/// </summary>
internal static class ServerValidation
{
    /// <summary>The mistakes of definitions, as sentences; empty if the definitions can be applied.</summary>
    /// <param name="definitions">The definitions.</param>
    /// <param name="system">The configuration of the actor system: ladders end within its shutdown phases.</param>
    public static IReadOnlyList<string> MistakesOf(IReadOnlyCollection<ServerSettings?>? definitions, Config system)
    {
        if (definitions is null) return ["There is no list of definitions (null); to have no server, apply an empty one."];
        var mistakes = new List<string>();
        // Mistakes in the phases were reported at the start of the host.
        var phases = PhaseTimeouts.Read(system, new MistakeList(null));
        foreach (var (index, server) in definitions.Index())
        {
            if (server is null) mistakes.Add($"Definition {index + 1} of {definitions.Count} is null.");
            else mistakes.AddRange(MistakesOf(server, phases).Select(mistake => $"Server '{server.Name}': {mistake}."));
        }
        foreach (var twins in definitions.OfType<ServerSettings>().Where(server => server.Name is not null).GroupBy(server => server.Name, StringComparer.OrdinalIgnoreCase))
        {
            var names = twins.Select(server => server.Name).Distinct(StringComparer.Ordinal).ToList();
            if (names.Count > 1) mistakes.Add($"Servers '{string.Join("' and '", names)}' differ only in case; allowed: one server of each name, whatever its case.");
            else if (twins.Skip(1).Any()) mistakes.Add($"Server '{names[0]}' is defined {twins.Count()} times; allowed: once.");
        }
        return mistakes;
    }

    private static IEnumerable<string> MistakesOf(ServerSettings server, IReadOnlyDictionary<string, TimeSpan> phases)
    {
        if (server.Name is null || !Names.IsLegal(server.Name)) yield return $"it is not a legal name; allowed: {Names.Allowed}";
        if (string.IsNullOrWhiteSpace(server.Command) || HasNul(server.Command)) yield return "its command is empty, or contains a NUL character; allowed: a program, without its arguments";
        if (server.Arguments is null || server.Arguments.Any(argument => argument is null || HasNul(argument))) yield return "its args are null, or one of them is, or contains a NUL character; allowed: a list of texts";
        if (server.Environment is null || server.Environment.Any(variable => variable.Key.Length == 0 || variable.Key.AsSpan().ContainsAny('=', '\0') || variable.Value is null || HasNul(variable.Value)))
            yield return "its env is null, or has an empty name, one with '=' or NUL, or a text that is null or contains NUL; allowed: NAME = text";
        if (server.WorkingDirectory is null || HasNul(server.WorkingDirectory)) yield return "its cwd is null, or contains a NUL character; allowed: a directory, or an empty text for the host's own";
        if (server.Restart is null || server.Health is null || server.Breaker is null)
        {
            yield return "its restart, health or breaker is null; leave it out for the defaults";
            yield break;
        }
        if (server.Redact?.Args is not { } args || args.Any(string.IsNullOrEmpty) || server.Redact.ShowEnv is not { } shown || shown.Any(string.IsNullOrEmpty))
            yield return "its redact, or a list in it, is null, or has an empty text; allowed: lists of names; leave it out for the defaults";
        if (server.Tools is null || server.Tools.Values.Any(tool => tool is null)) yield return "its tools are null, or one of them is; leave it out for the defaults";
        else
        {
            foreach (var (name, tool) in server.Tools)
                if (ServerSettingRules.MaxResult.MistakeIn(tool.MaxResultBytes ?? 0) is { } mistake) yield return $"its tools.{name}.max-result {mistake}";
        }
        foreach (var rule in ServerSettingRules.All)
            if (rule.MistakeIn(server) is { } mistake) yield return $"its {rule.Key} {mistake}";
        if (server.Restart.Jitter is not (>= 0 and <= 1)) yield return $"its restart.jitter is {server.Restart.Jitter}; allowed: from 0 to 1";
        foreach (var rule in ServerSettingRules.Orders.Where(rule => rule.IsBroken(server)))
            yield return $"its {rule.Of.Key} is {rule.More} than its {rule.AtMost.Key}, {rule.Limit(server)}; allowed: at most that";
        if (ShutdownBudgets.MistakeIn(server, phases) is var (problem, allowed)) yield return $"its shutdown: {problem}; allowed: {allowed}";
    }

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);
}
