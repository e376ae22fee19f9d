using System.Globalization;
using System.Text;

namespace McpActors.Host.Output;

/// <summary>Makes what servers wrote fit for a terminal: a control character must not move the cursor, ring, or retitle the window.</summary>
internal static class Printable
{
    /// <summary>Line breaks and tabs stay; every other control character is shown by its number.</summary>
    public static string Text(string text)
    {
        text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        if (!text.Any(IsUnfit)) return text;
        var shown = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsUnfit(c)) shown.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}");
            else shown.Append(c);
        }
        return shown.ToString();
    }

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

    private static bool IsUnfit(char c) => char.IsControl(c) && c is not ('\n' or '\t');
}
