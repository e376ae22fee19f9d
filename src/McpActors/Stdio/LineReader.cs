namespace McpActors.Stdio;

/// <summary>
/// Reads the lines of a server's stdout as bytes. A line ends at CR, LF or both, as in common text readers, so that a
/// progress bar with carriage returns does not spoil the next message. Skips a byte order mark at the beginning. Used
/// by one thread at a time.
/// </summary>
/// <param name="stdout">The server's stdout.</param>
/// <param name="limit">
/// The maximum length of a line, in bytes. A longer line that may be a message is read to its end, but only its
/// beginning and its end are kept.
/// </param>
internal sealed class LineReader(Stream stdout, long limit = long.MaxValue)
{
    // A busy server's answers are read with few system calls. The buffer shrinks after a long line.
    private const int Usual = 16 << 10, MostKept = 64 << 10;

    // The parts of a too long line that are kept to identify it.
    private const int HeadOfLong = 4 << 10, TailOfLong = 256;

    private byte[] _buffer = new byte[Usual];
    private int _start;
    private int _end;
    private int _searched;
    private bool _begun;
    private bool _ended;
    private byte[]? _head;
    private long _dropped;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>The line that was just taken, if it is too long; only its beginning was returned.</summary>
    public LongLine? TooLong { get; private set; }

    /// <summary>Whether a line that cannot be a message is too long. Nothing is read after it.</summary>
    public bool IsOverrun { get; private set; }

    /// <summary>Whether the stream has ended, so that the last line may be incomplete.</summary>
    public bool IsTorn => _ended;

    /// <summary>The next complete line, without its end. It is valid until the next <see cref="FillAsync"/>.</summary>
    public bool TryTake(out ReadOnlySpan<byte> line)
    {
        TooLong = null;
        if (_head is not null) return TryTakeEndOfLong(out line);
        var rest = _buffer.AsSpan(_start.._end);
        var length = rest[_searched..].IndexOfAny((byte)'\n', (byte)'\r');
        if (length < 0)
        {
            _searched = rest.Length;
            if (rest.Length > limit && !_ended) return BeginLong(rest, out line);
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
        if (line.Length <= limit) return true;
        if (ChatterReader.MayBeMessage(line)) TooLong = new LongLine(line[..HeadOfLongLine(line)].ToArray(), line[^Math.Min(TailOfLong, line.Length)..].ToArray(), line.Length);
        else IsOverrun = true;
        line = line[..HeadOfLongLine(line)];
        return !IsOverrun;
    }

    /// <summary>Waits for more bytes. False at the end of the stream, when all lines have been taken.</summary>
    public async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        if (_ended) return false;
        MakeRoom();
        var count = await stdout.ReadAsync(_buffer.AsMemory(_end), cancellation).ConfigureAwait(false);
        _end += count;
        _ended = count == 0;
        return count > 0 || _end > _start;
    }

    private static int HeadOfLongLine(ReadOnlySpan<byte> line) => Math.Min(HeadOfLong, line.Length);

    private bool BeginLong(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> line)
    {
        IsOverrun = !ChatterReader.MayBeMessage(rest);
        if (!IsOverrun)
        {
            _head = rest[..HeadOfLongLine(rest)].ToArray();
            _dropped = 0;
            return TryTakeEndOfLong(out line);
        }
        line = default;
        return false;
    }

    private bool TryTakeEndOfLong(out ReadOnlySpan<byte> line)
    {
        var rest = _buffer.AsSpan(_start.._end);
        var length = rest.IndexOfAny((byte)'\n', (byte)'\r');
        if (length < 0)
        {
            var kept = rest[^Math.Min(TailOfLong, rest.Length)..].ToArray();
            _dropped += rest.Length - kept.Length;
            if (_buffer.Length > MostKept) _buffer = new byte[MostKept];
            kept.CopyTo(_buffer, 0);
            (_start, _end, _searched) = (0, kept.Length, 0);
            line = default;
            return false;
        }
        line = _head;
        TooLong = new LongLine(_head!, rest[Math.Max(0, length - TailOfLong)..length].ToArray(), _dropped + length);
        _head = null;
        _start += length + 1;
        _searched = 0;
        return true;
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
            // The rest is at most one incomplete line.
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
    }
}
