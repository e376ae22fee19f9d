using System.Globalization;
using McpActors.Processes.Display;

namespace McpActors.Host.Output;

/// <summary>
/// Makes servers' output safe for a terminal: control characters must not move the cursor, ring the bell or retitle the
/// window, and no invisible character may make one line look like another.
/// </summary>
internal static class Printable
{
    /// <summary>Keeps line breaks and tabs; replaces every other invisible character by its code.</summary>
    public static string Text(string text) => Unseen.Escape(text.Replace("\r\n", "\n", StringComparison.Ordinal), IsLayout, Shown);

    /// <summary>Equivalent JSON, in which invisible characters are escaped.</summary>
    public static string Json(string json) => Unseen.Escape(json, IsLayout, Unseen.Escaped);

    /// <summary>The first line, cut at a length that fits a screen; a cut is marked.</summary>
    public static string FirstLine(string text, int longest = 160)
    {
        var line = text.AsSpan().TrimStart();
        var end = line.IndexOfAny('\r', '\n');
        var more = end >= 0 && !line[end..].Trim().IsEmpty;
        if (end >= 0) line = line[..end];
        if (line.Length <= longest) return more ? $"{line} ..." : line.ToString();
        return string.Create(CultureInfo.InvariantCulture, $"{line[..longest]}... ({text.Length} characters)");
    }

    private static bool IsLayout(char c) => c is '\n' or '\t';

    private static string Shown(char c) => c > '\xff' ? Unseen.Escaped(c) : string.Create(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
}
