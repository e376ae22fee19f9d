using System.Globalization;

namespace McpActors.Reading;

/// <summary>
/// Half a surrogate pair in a JSON text, as servers write it that cut a text in the middle of a character. The reader of .NET refuses the whole message for it.
/// </summary>
internal static class Surrogates
{
    private const int Escape = 6;

    /// <summary>The text with U+FFFD in the place of each; null where there is none. A text without escapes costs one search.</summary>
    public static byte[]? Repair(ReadOnlySpan<byte> json)
    {
        byte[]? repaired = null;
        for (var at = 0; json[at..].IndexOf("\\u"u8) is var next and >= 0;)
        {
            at += next;
            if (IsEscaped(json, at) || CodeAt(json, at) is not { } code)
            {
                at += 2;
            }
            else if (char.IsHighSurrogate(code) && CodeAt(json, at + Escape) is { } second && char.IsLowSurrogate(second))
            {
                at += 2 * Escape;
            }
            else
            {
                if (char.IsSurrogate(code))
                {
                    repaired ??= json.ToArray();
                    "fffd"u8.CopyTo(repaired.AsSpan(at + 2));
                }
                at += Escape;
            }
        }
        return repaired;
    }

    private static bool IsEscaped(ReadOnlySpan<byte> json, int at)
    {
        var before = at;
        while (before > 0 && json[before - 1] == (byte)'\\') before--;
        return (at - before) % 2 != 0;
    }

    private static char? CodeAt(ReadOnlySpan<byte> json, int at) =>
        json.Length >= at + Escape && json[at..].StartsWith("\\u"u8)
        && ushort.TryParse(json.Slice(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            ? (char)code
            : null;
}
