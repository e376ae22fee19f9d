using System.Globalization;
using System.Text;

namespace McpActors.Processes.Display;

/// <summary>
/// Characters that change the text around them instead of being visible: control characters, characters that turn the
/// text's direction (CVE-2021-42574), line ends that only some programs know, and zero-width characters, in which text
/// can be hidden.
/// </summary>
internal static class Unseen
{
    /// <summary>
    /// True for an invisible character, including line breaks and tabs, and for half a surrogate pair.
    /// </summary>
    public static bool Is(Rune rune) => rune.Value switch
    {
        // Hangul fillers are letters without a glyph.
        0x115F or 0x1160 or 0x3164 or 0xFFA0 => true,
        // Variation selectors beyond those of emoji can carry any byte.
        >= 0xE0100 and <= 0xE01EF => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };

    /// <summary>Escapes the invisible characters of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isKept">Selects characters that are not escaped.</param>
    /// <param name="escape">Returns the replacement of a UTF-16 code unit; a character beyond the first plane has
    /// two.</param>
    public static string Escape(string text, Func<char, bool> isKept, Func<char, string> escape)
    {
        StringBuilder? shown = null;
        for (var i = 0; i < text.Length;)
        {
            var isWhole = Rune.TryGetRuneAt(text, i, out var rune);
            var length = isWhole ? rune.Utf16SequenceLength : 1;
            if (isWhole && (!Is(rune) || isKept(text[i])))
            {
                shown?.Append(text, i, length);
            }
            else
            {
                shown ??= new StringBuilder(text, 0, i, text.Length + 16);
                for (var unit = 0; unit < length; unit++) shown.Append(escape(text[i + unit]));
            }
            i += length;
        }
        return shown?.ToString() ?? text;
    }

    /// <summary>The form <c>\u202e</c>, which JSON, C# and JavaScript can read.</summary>
    public static string Escaped(char c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
}
