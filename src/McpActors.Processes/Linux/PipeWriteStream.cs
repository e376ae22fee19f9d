using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>
/// Our end of a server's stdin, its lifeline: disposing it begins the ladder. What fits into the pipe is written whatever the token
/// says; a write that is cancelled while the pipe is full may have cut a line, and then the next one begins on a line of its own. One
/// writer at a time; may be disposed from any thread.
/// </summary>
internal sealed class PipeWriteStream(SafeFileHandle fd) : UnbufferedStream
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly PipeEnd _end = new(fd, Libc.EPOLLOUT);
    private bool _inLine;
    private bool _cut;

    public override bool CanWrite => _end.IsOpen;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_cut) await WriteAllAsync(NewLine, cancellationToken).ConfigureAwait(false);
        _cut = false;
        await WriteAllAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _end.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask WriteAllAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            var next = _end.Next;
            if (TryWrite(buffer.Span) is { } count)
            {
                _inLine = buffer.Span[count - 1] != (byte)'\n';
                buffer = buffer[count..];
                continue;
            }
            try
            {
                await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // Not of every message: a server may complain of a blank line that nothing had to be parted with. The line may have been
                // begun by an earlier write, as by a writer that sends the newline by itself.
                _cut = _inLine;
                throw;
            }
        }
    }

    // Null where the pipe is full.
    private unsafe int? TryWrite(ReadOnlySpan<byte> buffer)
    {
        while (true)
        {
            nint count;
            try
            {
                fixed (byte* p = buffer) count = Libc.write(_end.Fd, p, (nuint)buffer.Length);
            }
            catch (ObjectDisposedException e)
            {
                // Whoever stops the process closes its stdin under its writer, to whom that is a broken pipe like any other.
                throw new IOException("The server's stdin has been closed.", e);
            }
            if (count >= 0) return (int)count;
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return null;
            if (errno != Libc.EINTR) throw new IOException(Libc.Describe("write to the server's stdin", errno));
        }
    }
}
