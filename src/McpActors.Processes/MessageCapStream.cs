namespace McpActors.Processes;

/// <summary>
/// A server's stdout with a limit on the line length, so that no reader has to buffer more. Lines before the one that
/// exceeds the limit are delivered; then <paramref name="exceeded"/> is called and every further read fails.
/// </summary>
internal sealed class MessageCapStream(Stream inner, long cap, Func<Exception> exceeded) : UnbufferedStream
{
    private Exception? _failure;
    private long _line;

    public override bool CanRead => inner.CanRead;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_failure is not null) throw _failure;
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (WithinCap(buffer.Span[..count]) is not { } whole) return count;
        _failure = exceeded();
        return whole > 0 ? whole : throw _failure;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    // Null if no line exceeds the cap; otherwise the length of the lines before it.
    private int? WithinCap(ReadOnlySpan<byte> bytes)
    {
        for (var start = 0; ;)
        {
            var length = bytes[start..].IndexOf((byte)'\n');
            _line += length < 0 ? bytes.Length - start : length;
            if (_line > cap) return start;
            if (length < 0) return null;
            start += length + 1;
            _line = 0;
        }
    }
}
