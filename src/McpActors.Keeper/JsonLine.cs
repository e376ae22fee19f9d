using System.Globalization;
using System.Text;

namespace McpActors.Keeper;

/// <summary>Builds one line of JSON, optionally with a prefix, that fits into one atomic write.</summary>
internal ref struct JsonLine
{
    /// <summary>Less than PIPE_BUF (pipe(7)).</summary>
    public const int MaxLength = 4000;

    /// <summary>
    /// The longest string; a longer one, such as a PATH, is cut and ends in an ellipsis. A line has room for three of
    /// these and their keys.
    /// </summary>
    private const int MaxStringLength = 1200;

    private readonly Span<byte> _line;
    private int _length;

    public JsonLine(Span<byte> buffer, ReadOnlySpan<byte> prefix)
    {
        _line = buffer;
        Append(prefix);
        Append("{"u8);
    }

    public void Add(ReadOnlySpan<byte> name, long value)
    {
        AppendName(name);
        value.TryFormat(_line[_length..], out var written, provider: CultureInfo.InvariantCulture);
        _length += written;
    }

    public void Add(ReadOnlySpan<byte> name, string? value)
    {
        AppendName(name);
        if (value is null)
        {
            Append("null"u8);
            return;
        }

        Append("\""u8);
        var end = _length + MaxStringLength;
        foreach (var rune in value.EnumerateRunes())
        {
            if (_length >= end)
            {
                Append("…"u8);
                break;
            }

            AppendEscaped(rune);
        }

        Append("\""u8);
    }

    public void AddNull(ReadOnlySpan<byte> name)
    {
        AppendName(name);
        Append("null"u8);
    }

    public void Send(int fd)
    {
        Append("}\n"u8);
        // A failed write cannot be reported: this was the channel for reports.
        _ = StandardStreams.Write(fd, _line[.._length]);
    }

    private void AppendName(ReadOnlySpan<byte> name)
    {
        Append(_line[_length - 1] == (byte)'{' ? "\""u8 : ",\""u8);
        Append(name);
        Append("\":"u8);
    }

    private void AppendEscaped(Rune rune)
    {
        if (rune.Value is '"' or '\\')
        {
            Append("\\"u8);
        }
        else if (rune.Value < ' ')
        {
            Append("\\u00"u8);
            rune.Value.TryFormat(_line[_length..], out var digits, "x2", CultureInfo.InvariantCulture);
            _length += digits;
            return;
        }

        _length += rune.EncodeToUtf8(_line[_length..]);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_line[_length..]);
        _length += bytes.Length;
    }
}
