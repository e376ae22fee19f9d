using System.Globalization;
using System.Text;

namespace McpActors.Configuration.Syntax;

/// <summary>Reads the three forms of text in HOCON: quoted, triple-quoted, unquoted.</summary>
internal static class HoconStrings
{
    // The specification's list, except '+', which the specification forbids but Akka.NET allows, and `1e+3` needs.
    private const string NotInUnquoted = "$\"{}[]:=,#`^?!@*&\\";

    public static bool IsUnquoted(HoconCursor at, bool key) =>
        !at.AtEnd && !at.AtComment && at.Peek >= ' ' && !HoconCursor.IsBlank(at.Peek)
        && !NotInUnquoted.Contains(at.Peek, StringComparison.Ordinal) && !(key && at.Peek == '.');

    public static string TakeUnquoted(HoconCursor at, bool key)
    {
        var text = new StringBuilder();
        while (IsUnquoted(at, key)) text.Append(at.Take());
        return text.ToString();
    }

    public static string TakeQuoted(HoconCursor at)
    {
        var start = at.Position;
        if (at.Matches("\"\"\"")) return TakeTripleQuoted(at, start);
        at.Take();
        var text = new StringBuilder();
        while (at.Peek != '"')
        {
            // A quoted text ends on its line; searching further would blame a place far from the missing quote.
            if (at.AtEnd || at.AtNewLine)
                throw HoconCursor.Fail(start, "this quote is never closed", "text in quotes, on one line: \"...\"");
            if (at.Peek == '\\') TakeEscape(at, text);
            else text.Append(at.Take());
        }
        at.Take();
        var result = text.ToString();
        // JSON and programs' arguments cannot contain half a surrogate pair.
        return IsWellFormed(result) ? result : throw HoconCursor.Fail(start, "has half a surrogate pair", "\\uD83D\\uDE00, both halves");
    }

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (i + 1 < text.Length && char.IsSurrogatePair(text[i], text[i + 1])) i++;
            else if (char.IsSurrogate(text[i])) return false;
        }
        return true;
    }

    private static string TakeTripleQuoted(HoconCursor at, SourcePosition start)
    {
        at.Take(3);
        var text = new StringBuilder();
        while (!at.Matches("\"\"\"") || at.Matches("\"\"\"\""))
        {
            if (at.AtEnd) throw HoconCursor.Fail(start, "this \"\"\" is never closed", "text between \"\"\" and \"\"\"");
            text.Append(at.Take());
        }
        at.Take(3);
        return text.ToString();
    }

    private static void TakeEscape(HoconCursor at, StringBuilder text)
    {
        var start = at.Position;
        at.Take();
        var c = at.AtEnd ? HoconCursor.End : at.Take();
        text.Append(c switch
        {
            '"' or '\\' or '/' => c,
            'b' => '\b',
            'f' => '\f',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => TakeCodeUnit(at, start),
            _ => throw HoconCursor.Fail(start, "unknown escape",
                "\\\" \\\\ \\/ \\b \\f \\n \\r \\t \\uXXXX; in a Windows path double each \\"),
        });
    }

    private static char TakeCodeUnit(HoconCursor at, SourcePosition start)
    {
        var digits = new StringBuilder();
        while (digits.Length < 4 && char.IsAsciiHexDigit(at.Peek)) digits.Append(at.Take());
        return digits.Length == 4
            ? (char)ushort.Parse(digits.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : throw HoconCursor.Fail(start, "unfinished escape", "\\u and four hexadecimal digits");
    }
}
