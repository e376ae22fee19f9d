using System.Runtime.CompilerServices;
using McpActors.Processes;

namespace McpActors.Configuration;

/// <summary>Creates process specs from settings.</summary>
internal static class ServerSettingsExtensions
{
    // In times of max-message: how much of a line that is too long is read at most.
    private const int LongestLine = 16;

    // Building takes longer than using, and a definition lives as long as its server.
    private static readonly ConditionalWeakTable<ServerSettings, SecretRedactor> Redactors = [];

    /// <summary>
    /// The spec of the server's process in the current environment: the host's variables that <c>inherit-env</c>
    /// allows, overridden by <c>env</c>, and a relative <c>cwd</c> resolved against the host's own.
    /// </summary>
    public static ProcessSpec ToProcessSpec(this ServerSettings server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var inherited = server.InheritEnvironment switch
        {
            InheritEnvironment.None => [],
            InheritEnvironment.All => EnvironmentAllowList.Inherit((_, _) => true),
            _ => EnvironmentAllowList.Inherit(EnvironmentAllowList.Allows),
        };
        // Windows ignores case in names; otherwise both Path and PATH would be passed on.
        var names = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        var environment = new Dictionary<string, string>(inherited, names);
        foreach (var (name, value) in server.Environment) environment[name] = value;

        return new ProcessSpec
        {
            Server = server.Name,
            Command = server.Command,
            Arguments = server.Arguments,
            Environment = environment,
            WorkingDirectory = server.WorkingDirectory.Length == 0 ? "" : Path.GetFullPath(server.WorkingDirectory),
            EofGrace = server.EofGrace,
            TermGrace = server.TermGrace,
            // An answer that is too long is read to its end and fails its own request, see Intake. A line without end is the process's end here.
            MaxMessageBytes = server.MaxMessageBytes * LongestLine,
            Secrets = server.Secrets(),
        };
    }

    /// <summary>Redacts the secrets of the server's configuration. Built once for each definition.</summary>
    public static SecretRedactor Secrets(this ServerSettings server) => Redactors.GetValue(server, static definition => SecretRedactor.For(
        definition.Environment,
        [.. definition.Arguments, .. definition.Variables.Assignments],
        new SecretRules { SecretArguments = definition.Redact.Args, ShownVariables = definition.Redact.ShowEnv }));
}
