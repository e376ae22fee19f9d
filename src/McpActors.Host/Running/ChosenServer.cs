using McpActors.Configuration;

namespace McpActors.Host.Running;

/// <summary>The server that a command line names.</summary>
internal static class ChosenServer
{
    /// <param name="name">The server's name, or its name in an imported file.</param>
    /// <param name="settings">The configuration.</param>
    /// <param name="configFile">The configuration's file; null for the built-in configuration.</param>
    /// <exception cref="UsageException">There is no such server, or it is not run.</exception>
    public static ServerSettings Find(string name, McpActorsSettings settings, string? configFile)
    {
        if (settings.Renamed.FirstOrDefault(server => server.Original == name) is { } renamed) name = renamed.Name;
        return settings.Servers.TryGetValue(name, out var server) ? server
            : throw new UsageException($"{WhyNot(name, settings, configFile)}\n{Others(settings)}");
    }

    private static string WhyNot(string name, McpActorsSettings settings, string? configFile) =>
        settings.Skipped.FirstOrDefault(server => server.Name == name) is { } skipped
            ? $"Server '{skipped.Name}' at {skipped.Where} {skipped.Reason}."
            : $"No server '{name}' is configured in {configFile ?? "the built-in host.conf"}.";

    private static string Others(McpActorsSettings settings) => settings.Servers.Count switch
    {
        0 => "No server can be called.",
        1 => $"Configured: {settings.Servers.Keys.Single()}",
        _ => $"Configured: {string.Join(", ", settings.Servers.Keys.Order(StringComparer.Ordinal))}",
    };
}
