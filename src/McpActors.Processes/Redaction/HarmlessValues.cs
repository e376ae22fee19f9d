using System.Text.RegularExpressions;

namespace McpActors.Processes.Redaction;

/// <summary>
/// Recognizes values that are not secrets whatever their name: flags, numbers, paths. Masking them would hide the cause
/// of most failures.
/// </summary>
internal static partial class HarmlessValues
{
    // A shorter path segment is not taken for a base64 key that happens to begin with a slash.
    private const int ShortestRandom = 16;

    private static readonly HashSet<string> Flags = new(StringComparer.OrdinalIgnoreCase)
    {
        "true", "false", "yes", "no", "on", "off", "enable", "enabled", "disable", "disabled", "none", "null", "auto", "always", "never", "default",
        "trace", "verbose", "debug", "info", "information", "notice", "warn", "warning", "error", "fatal", "critical", "silent", "quiet",
        "production", "prod", "development", "dev", "staging", "test", "testing", "local", "localhost", "json", "text", "yaml", "xml", "plain",
        "stdio", "http", "https", "sse", "utf8", "utf-8", "read-only", "readonly", "read-write", "readwrite",
    };

    public static bool Is(string value) => IsNumber(value) || Flags.Contains(value) || IsPath(value) || Origin().IsMatch(value);

    /// <summary>Digits with a sign, a point or a unit; a numeric address, a version, a date.</summary>
    public static bool IsNumber(string value) => Number().IsMatch(value);

    private static bool IsPath(string value) =>
        PathBeginning().IsMatch(value) && !value.AsSpan().ContainsAny('\r', '\n') && !value.Split('/', '\\', ':').Any(IsRandom);

    private static bool IsRandom(string segment) =>
        segment.Length >= ShortestRandom && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '=')
        && segment.Any(char.IsAsciiDigit) && segment.Any(char.IsAsciiLetterUpper) && segment.Any(char.IsAsciiLetterLower);

    [GeneratedRegex(@"^[+-]?\d[\d.,:_/-]*\s?(ms|s|sec|m|min|h|d|%|px|[kKMGT]?i?[Bb]?)\z")]
    private static partial Regex Number();

    [GeneratedRegex(@"^(~?/|\.{1,2}(/|\\|\z)|[A-Za-z]:[\\/])")]
    private static partial Regex PathBeginning();

    // A URL that consists of a host only. The rest of a URL may be a secret, as in a webhook's address.
    [GeneratedRegex(@"^[a-z][a-z0-9+.-]*://[A-Za-z0-9.-]+(:\d{1,5})?/?\z")]
    private static partial Regex Origin();
}
