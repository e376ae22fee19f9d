namespace McpActors.Reaping;

/// <summary>
/// The private folder for what outlives a restart of the machine: the lists of servers and the accepted tools. All hosts
/// of a user share it.
/// </summary>
internal static class StateDirectory
{
    private const string Own = "mcpactors";

    /// <summary>
    /// The configured folder. Otherwise a configured runtime directory, which was meant for everything; then the folder
    /// that systemd gives the host (StateDirectory=), and then the user's (XDG Base Directory Specification).
    /// </summary>
    /// <param name="configured">The configured folder; empty for none.</param>
    /// <param name="configuredRuntime">The configured runtime directory; empty for none.</param>
    /// <param name="runtime">The runtime directory in use; null if there is none that can be trusted.</param>
    /// <param name="environment">Looks up a variable.</param>
    /// <param name="home">The user's home; empty if there is none.</param>
    /// <returns>The folder, which may be missing; null for none.</returns>
    public static string? Choose(string configured, string configuredRuntime, string? runtime, Func<string, string?> environment, string home)
    {
        if (configured.Length > 0) return Path.GetFullPath(configured);
        if (configuredRuntime.Length > 0) return runtime;
        if (environment("STATE_DIRECTORY")?.Split(':')[0] is { Length: > 0 } unit && Path.IsPathFullyQualified(unit)) return Path.Combine(unit, Own);
        // The specification has relative paths ignored.
        if (environment("XDG_STATE_HOME") is { Length: > 0 } state && Path.IsPathFullyQualified(state)) return Path.Combine(state, Own);
        return Path.IsPathFullyQualified(home) ? Path.Combine(home, ".local", "state", Own) : runtime;
    }
}
