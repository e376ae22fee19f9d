namespace McpActors.Processes;

/// <summary>
/// A server's stdout with a bound on the length of a line: past it <paramref name="exceeded"/> is called and every read fails, so that
/// no reader above has to hold more than that.
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
        if (Exceeds(buffer.Span[..count])) throw _failure = exceeded();
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private bool Exceeds(ReadOnlySpan<byte> bytes)
    {
        // A read is far smaller than the cap, so a line that begins within it cannot exceed it: the first and the last newline do.
        var first = bytes.IndexOf((byte)'\n');
        _line += first < 0 ? bytes.Length : first;
        if (_line > cap) return true;
        if (first >= 0) _line = bytes.Length - bytes.LastIndexOf((byte)'\n') - 1;
        return false;
    }
}
