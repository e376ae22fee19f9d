using System.Buffers;

namespace McpActors.Servers;

/// <summary>
/// A server's stdin for the MCP client, which writes a message and its newline apart and then flushes: here they leave together. That
/// is one system call and one wake-up of the server instead of two, and a call that is cancelled between them cuts nothing.
/// One writer at a time.
/// </summary>
internal sealed class WholeMessageStream(Stream stdin) : Stream
{
    // What one message may leave reserved for the next.
    private const int Usual = 64 << 10;

    private ArrayBufferWriter<byte> _message = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => stdin.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _message.Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            await stdin.WriteAsync(_message.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (_message.Capacity > Usual) _message = new ArrayBufferWriter<byte>();
            else _message.ResetWrittenCount();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => _message.Write(buffer.AsSpan(offset, count));

    public override void Flush() => FlushAsync(CancellationToken.None).GetAwaiter().GetResult();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
