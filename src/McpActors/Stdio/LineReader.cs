namespace McpActors.Stdio;

/// <summary>
/// The lines of a server's stdout as bytes. A line ends at CR, LF or both, as for the readers of text that servers are tried with: a progress bar
/// that only returns the carriage does not spoil the message after it. A byte order mark at the beginning is left out. One reader at a time.
/// </summary>
internal sealed class LineReader(Stream stdout)
{
    // A busy server's answers are taken with few system calls. After a long line the buffer is given back.
    private const int Usual = 16 << 10, MostKept = 64 << 10;

    private byte[] _buffer = new byte[Usual];
    private int _start;
    private int _end;
    private int _searched;
    private bool _begun;
    private bool _ended;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The next line, without its end, if all of it has come. It is valid until <see cref="FillAsync"/> is called.</summary>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        var rest = _buffer.AsSpan(_start.._end);
        var length = rest[_searched..].IndexOfAny((byte)'\n', (byte)'\r');
        if (length < 0)
        {
            _searched = rest.Length;
            line = _ended ? rest : default;
            if (_ended) _start = _end = _searched = 0;
            return !line.IsEmpty;
        }
        length += _searched;
        _searched = 0;
        line = rest[..length];
        _start += length + 1;
        if (!_begun && line.StartsWith(ByteOrderMark)) line = line[ByteOrderMark.Length..];
        _begun = true;
        return true;
    }

    /// <summary>Waits until there is more to take. False at the end of the stream, when all has been taken.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_ended) return false;
        MakeRoom();
        var count = await stdout.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
        _end += count;
        _ended = count == 0;
        return count > 0 || _end > _start;
    }

    private void MakeRoom()
    {
        if (_start == _end)
        {
            _start = _end = _searched = 0;
            if (_buffer.Length > MostKept) _buffer = new byte[Usual];
        }
        else if (_start > 0)
        {
            // At most one line is left, as far as it has come.
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
