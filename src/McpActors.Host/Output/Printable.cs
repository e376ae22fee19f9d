using System.Globalization;
using McpActors.Processes.Display;

namespace McpActors.Host.Output;

/// <summary>
/// Makes what servers wrote fit for a terminal: a control character must not move the cursor, ring, or retitle the window, and no character may make a
/// line look like another one.
/// </summary>
internal static class Printable
{
    /// <summary>Line breaks and tabs stay; every other character that is not seen is shown by its number.</summary>
    public static string Text(string text) => Unseen.Escape(text.Replace("\r\n", "\n", StringComparison.Ordinal), IsLayout, Shown);

    /// <summary>JSON that means the same, with such characters escaped as JSON escapes them.</summary>
    public static string Json(string json) => Unseen.Escape(json, IsLayout, Unseen.Escaped);

    /// <summary>The first line, cut where it grows too long for a screen; what is cut is said.</summary>
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
