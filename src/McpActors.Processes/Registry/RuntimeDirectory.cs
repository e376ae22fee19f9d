using System.Globalization;
using McpActors.Processes.Linux;

namespace McpActors.Processes.Registry;

/// <summary>
/// The private folder in which the hosts of one user find each other: mode 0700, owned by this user, and not a link. A
/// user who could write to it could declare a host dead.
/// </summary>
internal static class RuntimeDirectory
{
    private const uint GroupAndOthers = 0b000_111_111;

    /// <summary>
    /// The directory <c>/run/user/UID/mcpactors</c> if the system provides that folder, otherwise
    /// <c>/tmp/mcpactors-UID</c>. XDG_RUNTIME_DIR is not used: a cron job of the same user does not have it, and would
    /// not see the hosts of a login session.
    /// </summary>
    public static string Default
    {
        get
        {
            var user = Libc.geteuid().ToString(CultureInfo.InvariantCulture);
            return Directory.Exists($"/run/user/{user}") ? $"/run/user/{user}/mcpactors" : $"/tmp/mcpactors-{user}";
        }
    }

    /// <summary>Creates the directory if it is missing, and refuses one that is not private.</summary>
    /// <exception cref="RegistryException">The directory cannot be created or trusted.</exception>
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
        // Another process may have created it first.
        if (Fault(path) is { } made) throw new RegistryException(path, made);
    }

    /// <summary>The reason why the directory cannot be trusted; null if it can.</summary>
    public static string? Fault(string path)
    {
        if (LinkStatus.Of(path) is not { } status) return "it does not exist";
        if (status.IsLink) return "it is a link, whose owner controls where it leads. Remove it";
        if (!status.IsDirectory) return "it is not a folder. Remove it";
        if (status.User != Libc.geteuid())
            return string.Create(CultureInfo.InvariantCulture, $"it belongs to user {status.User}, but this is user {Libc.geteuid()}");
        return (status.Mode & GroupAndOthers) == 0 ? null : $"others may use it (mode {Convert.ToString(status.Mode & 0b111_111_111, 8)}). chmod 700 it";
    }
}
