using System.Globalization;
using System.Text;

namespace McpActors.Processes.Display;

/// <summary>
/// Characters that do something to the text around them instead of being seen: control characters, those that turn its direction (CVE-2021-42574), those
/// that end a line for some programs only, and those without width, in which text can be hidden.
/// </summary>
internal static class Unseen
{
    /// <summary>True for such a character, line breaks and tabs included, and for half a surrogate pair.</summary>
    public static bool Is(Rune rune) => rune.Value switch
    {
        // The fillers of Hangul are letters that look like nothing.
        0x115F or 0x1160 or 0x3164 or 0xFFA0 => true,
        // Variation selectors beyond those of emoji carry any byte.
        >= 0xE0100 and <= 0xE01EF => true,
        _ => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator,
    };

    /// <summary>The text with each of these escaped.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isKept">Which of them stay all the same.</param>
    /// <param name="escape">What stands for a UTF-16 code unit; a character beyond the first plane has two.</param>
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

    /// <summary><c>\u202e</c>, which JSON, C# and JavaScript read as well.</summary>
    public static string Escaped(char c) => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
}
