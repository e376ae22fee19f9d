using System.Buffers;

namespace McpActors.Reading;

/// <summary>
/// Repairs text that is nearly JSON: NaN, Infinity and undefined for a number (from Python and JavaScript), control characters and unknown escapes in
/// a text. Commas before a bracket and comments are left to the reader, which can be told to take them.
/// </summary>
internal static class JsonRepair
{
    private static ReadOnlySpan<byte> Hex => "0123456789abcdef"u8;

    private static ReadOnlySpan<byte> Escapes => "\"\\/bfnrt"u8;

    /// <summary>The text as JSON, as far as it can be.</summary>
    public static byte[] Repair(ReadOnlySpan<byte> text)
    {
        var json = new ArrayBufferWriter<byte>(text.Length + 16);
        for (var at = 0; at < text.Length;)
        {
            var rest = text[at..];
            at += rest[0] == (byte)'"' ? TakeString(rest, json) : TakeOther(rest, json);
        }
        return json.WrittenSpan.ToArray();
    }

    private static int TakeOther(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> json)
    {
        var length = rest[0] switch
        {
            (byte)'N' when rest.StartsWith("NaN"u8) => 3,
            (byte)'I' when rest.StartsWith("Infinity"u8) => 8,
            (byte)'-' when rest.StartsWith("-Infinity"u8) => 9,
            (byte)'u' when rest.StartsWith("undefined"u8) => 9,
            _ => 0,
        };
        if (length == 0) json.Write(rest[..1]);
        else json.Write("null"u8);
        return Math.Max(1, length);
    }

    // With both quotes, or to the end where the second is missing.
    private static int TakeString(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> json)
    {
        json.Write("\""u8);
        var at = 1;
        while (at < rest.Length)
        {
            var next = rest[at];
            if (next == (byte)'"')
            {
                json.Write("\""u8);
                return at + 1;
            }
            if (next == (byte)'\\' && at + 1 < rest.Length)
            {
                var isKnown = rest[at + 1] == (byte)'u' ? IsHex(rest[(at + 2)..]) : Escapes.Contains(rest[at + 1]);
                // An escape that JSON does not know is a backslash: C:\Users.
                json.Write(isKnown ? rest.Slice(at, 2) : "\\\\"u8);
                at += isKnown ? 2 : 1;
                continue;
            }
            if (next < 0x20) json.Write([(byte)'\\', (byte)'u', (byte)'0', (byte)'0', Hex[next >> 4], Hex[next & 15]]);
            else json.Write(rest.Slice(at, 1));
            at++;
        }
        return at;
    }

    private static bool IsHex(ReadOnlySpan<byte> digits)
    {
        if (digits.Length < 4) return false;
        foreach (var digit in digits[..4])
            if (!char.IsAsciiHexDigit((char)digit)) return false;
        return true;
    }
}
