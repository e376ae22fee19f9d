using System.Globalization;
using System.Text;

namespace McpActors.Processes.Redaction;

/// <summary>A text with its escapes or line breaks undone, and the original position of each character.</summary>
/// <param name="Text">The text.</param>
/// <param name="Starts">The start of each character in the original.</param>
/// <param name="Ends">The end of each character in the original.</param>
internal sealed record TextView(string Text, int[] Starts, int[] Ends)
{
    // A JSON log line inside a JSON log line.
    private const int Levels = 2;

    /// <summary>
    /// The views of a text other than the text itself: without line breaks, without string escapes, without URL
    /// escapes.
    /// </summary>
    public static IEnumerable<TextView> Of(string text)
    {
        var whole = new TextView(text, [.. Enumerable.Range(0, text.Length)], [.. Enumerable.Range(1, text.Length)]);
        if (text.Contains('\n', StringComparison.Ordinal)) yield return whole.WithoutLineBreaks();
        foreach (var (mark, undo) in ((char, Func<TextView, TextView>)[])[('\\', view => view.Unescaped()), ('%', view => view.PercentDecoded())])
        {
            var view = whole;
            for (var level = 0; level < Levels && view.Text.Contains(mark, StringComparison.Ordinal); level++)
            {
                view = undo(view);
                yield return view;
                if (view.Text.Contains('\n', StringComparison.Ordinal)) yield return view.WithoutLineBreaks();
            }
        }
    }

    /// <summary>Maps a range of this view to the original.</summary>
    public Range ToOriginal(Range range) => Starts[range.Start.Value]..Ends[range.End.Value - 1];

    // A line's indentation is removed with the line break.
    private TextView WithoutLineBreaks()
    {
        var to = new Builder(Text.Length);
        var atStart = false;
        for (var i = 0; i < Text.Length; i++)
        {
            if (Text[i] is '\r' or '\n') atStart = true;
            else if (!atStart || Text[i] is not (' ' or '\t'))
            {
                atStart = false;
                to.Add(Text[i], Starts[i], Ends[i]);
            }
        }
        return to.View();
    }

    // The escapes that JSON, C, Python and JavaScript share.
    private TextView Unescaped()
    {
        var to = new Builder(Text.Length);
        for (var i = 0; i < Text.Length; i++)
        {
            var length = 1;
            var c = Text[i];
            if (c == '\\' && i + 1 < Text.Length)
            {
                (c, length) = Text[i + 1] switch
                {
                    'n' => ('\n', 2),
                    'r' => ('\r', 2),
                    't' => ('\t', 2),
                    'b' => ('\b', 2),
                    'f' => ('\f', 2),
                    'u' when Hex(i + 2, 4) is { } code => ((char)code, 6),
                    'x' when Hex(i + 2, 2) is { } code => ((char)code, 4),
                    '"' or '\\' or '/' or '\'' or '`' or '$' => (Text[i + 1], 2),
                    _ => (c, 1),
                };
            }
            to.Add(c, Starts[i], Ends[i + length - 1]);
            i += length - 1;
        }
        return to.View();
    }

    private TextView PercentDecoded()
    {
        var to = new Builder(Text.Length);
        Span<byte> bytes = stackalloc byte[4];
        Span<char> chars = stackalloc char[2];
        for (var i = 0; i < Text.Length;)
        {
            var count = 0;
            while (count < bytes.Length && i + 3 * count < Text.Length && Text[i + 3 * count] == '%' && Hex(i + 3 * count + 1, 2) is { } value)
                bytes[count++] = (byte)value;
            if (count == 0 || Rune.DecodeFromUtf8(bytes[..count], out var rune, out var used) != System.Buffers.OperationStatus.Done)
            {
                to.Add(Text[i], Starts[i], Ends[i]);
                i++;
                continue;
            }
            var (start, end) = (Starts[i], Ends[i + 3 * used - 1]);
            for (var unit = 0; unit < rune.EncodeToUtf16(chars); unit++) to.Add(chars[unit], start, end);
            i += 3 * used;
        }
        return to.View();
    }

    private int? Hex(int at, int digits) =>
        at + digits <= Text.Length && int.TryParse(Text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private sealed class Builder(int capacity)
    {
        private readonly StringBuilder _text = new(capacity);
        private readonly List<int> _starts = new(capacity);
        private readonly List<int> _ends = new(capacity);

        public void Add(char c, int start, int end)
        {
            _text.Append(c);
            _starts.Add(start);
            _ends.Add(end);
        }

        public TextView View() => new(_text.ToString(), [.. _starts], [.. _ends]);
    }
}
