using System.Globalization;
using McpActors.Processes.Linux;

namespace McpActors.Processes.Registry;

/// <summary>
/// The private folder in which the hosts of one user find each other: 0700, ours, and no link. In a folder that somebody else could write to,
/// somebody else could declare a host dead.
/// </summary>
internal static class RuntimeDirectory
{
    private const uint GroupAndOthers = 0b000_111_111;

    /// <summary>
    /// <c>/run/user/UID/mcpactors</c> where the system made us a folder there, else <c>/tmp/mcpactors-UID</c>. Not XDG_RUNTIME_DIR, which a
    /// cron job of the same user does not have: it would not see the hosts of a login session.
    /// </summary>
    public static string Default
    {
        get
        {
            var user = Libc.geteuid().ToString(CultureInfo.InvariantCulture);
            return Directory.Exists($"/run/user/{user}") ? $"/run/user/{user}/mcpactors" : $"/tmp/mcpactors-{user}";
        }
    }

    /// <summary>Creates it where it is missing, and refuses what is not private.</summary>
    /// <exception cref="RegistryException">It cannot be made, or cannot be trusted.</exception>
    public static void Ensure(string path)
    {
        if (Fault(path) is not { } fault) return;
        if (Directory.Exists(path) || File.Exists(path)) throw new RegistryException(path, fault);
        try
        {
            if (!OperatingSystem.IsWindows())
                Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(path, $"it cannot be created: {e.Message}", e);
        }
        // Somebody may have been quicker.
        if (Fault(path) is { } made) throw new RegistryException(path, made);
    }

    /// <summary>Why it cannot be trusted, or null where it can.</summary>
    public static string? Fault(string path)
    {
        if (LinkStatus.Of(path) is not { } status) return "it is not there";
        if (status.IsLink) return "it is a link, and whoever made the link chooses where it leads. Remove it";
        if (!status.IsDirectory) return "it is no folder. Remove it";
        if (status.User != Libc.geteuid())
            return string.Create(CultureInfo.InvariantCulture, $"it belongs to user {status.User}, and this is user {Libc.geteuid()}");
        return (status.Mode & GroupAndOthers) == 0 ? null : $"others may use it (mode {Convert.ToString(status.Mode & 0b111_111_111, 8)}). chmod 700 it";
    }
}
