using System.Collections;

namespace McpActors.Processes;

/// <summary>
/// The variables that a third-party server inherits from the host by default: enough to find programs, a home and a
/// locale, and none that is likely to hold a secret. The list is that of the MCP SDKs, plus the variables that .NET,
/// Node.js and TLS need. Thread-safe.
/// </summary>
public static class EnvironmentAllowList
{
    private static readonly string[] Names =
    [
        "HOME", "LOGNAME", "PATH", "SHELL", "TERM", "USER", "TMPDIR", "TZ", "LANG", "LANGUAGE",
        "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME",
        "DOTNET_ROOT", "NODE_EXTRA_CA_CERTS", "SSL_CERT_DIR", "SSL_CERT_FILE",
        // Windows
        "APPDATA", "COMSPEC", "HOMEDRIVE", "HOMEPATH", "LOCALAPPDATA", "PATHEXT", "PROCESSOR_ARCHITECTURE",
        "PROGRAMDATA", "PROGRAMFILES", "SYSTEMDRIVE", "SYSTEMROOT", "TEMP", "TMP", "USERNAME", "USERPROFILE", "WINDIR",
    ];

    private static readonly HashSet<string> Allowed =
        new(Names, OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);

    /// <summary>Returns true if a server inherits this variable by default.</summary>
    /// <remarks>A value that begins with <c>()</c> is a function that an old bash exported (CVE-2014-6271); it is never passed on.</remarks>
    public static bool Allows(string name, string value) =>
        (Allowed.Contains(name) || name.StartsWith("LC_", StringComparison.Ordinal)) && !value.StartsWith("()", StringComparison.Ordinal);

    /// <summary>Returns the variables of the host's environment that <paramref name="allows"/> accepts.</summary>
    public static Dictionary<string, string> Inherit(Func<string, string, bool> allows) =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .Select(entry => (Name: (string)entry.Key, Value: (string?)entry.Value ?? ""))
            .Where(entry => allows(entry.Name, entry.Value))
            .ToDictionary(entry => entry.Name, entry => entry.Value);
}
