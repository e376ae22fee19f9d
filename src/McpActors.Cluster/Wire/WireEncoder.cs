using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;

namespace McpActors.Cluster.Wire;

/// <summary>
/// Escapes what JSON wants escaped and nothing else, so that no text is longer between nodes than its server wrote it. The encoders that come with
/// System.Text.Json are made for web pages: also the relaxed one writes an emoji as 12 bytes for 4, and a no-break space as 6 for 2. What is written
/// here is never HTML. Thread-safe.
/// </summary>
internal sealed class WireEncoder : JavaScriptEncoder
{
    // All that JSON wants escaped, and the halves of what is beyond 16 bits: one alone is no text.
    private static readonly SearchValues<char> Suspects = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(c => (char)c), '"', '\\', .. Enumerable.Range(0xd800, 0x800).Select(c => (char)c)]);

    private WireEncoder()
    {
    }

    public static WireEncoder Instance { get; } = new();

    public override int MaxOutputCharactersPerInputCharacter => @"\u0000".Length;

    public override bool WillEncode(int unicodeScalar) => unicodeScalar is < ' ' or '"' or '\\';

    public override unsafe int FindFirstCharacterToEncode(char* text, int textLength)
    {
        var all = new ReadOnlySpan<char>(text, textLength);
        var at = 0;
        while (all[at..].IndexOfAny(Suspects) is >= 0 and var next)
        {
            at += next;
            if (Rune.DecodeFromUtf16(all[at..], out var rune, out var length) != OperationStatus.Done || WillEncode(rune.Value)) return at;
            at += length;
        }
        return -1;
    }

    public override unsafe bool TryEncodeUnicodeScalar(int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten)
    {
        Span<char> escaped = stackalloc char[MaxOutputCharactersPerInputCharacter];
        var length = Escape(unicodeScalar, escaped);
        numberOfCharactersWritten = length <= bufferLength ? length : 0;
        if (length > bufferLength) return false;
        escaped[..length].CopyTo(new Span<char>(buffer, bufferLength));
        return true;
    }

    private static int Escape(int scalar, Span<char> to)
    {
        to[0] = '\\';
        to[1] = scalar switch { '"' or '\\' => (char)scalar, '\n' => 'n', '\r' => 'r', '\t' => 't', '\b' => 'b', '\f' => 'f', _ => 'u' };
        // The rest of what is below a blank, and U+FFFD, which stands for half a character.
        if (to[1] != 'u') return 2;
        scalar.TryFormat(to[2..], out var digits, "x4");
        return 2 + digits;
    }
}
