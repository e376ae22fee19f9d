using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>
/// The host's end of a server's stdin, its lifeline: disposing it begins the ladder. Data that fits into the pipe is
/// written even if the token is cancelled; a write that is cancelled while the pipe is full may cut a line, and the
/// next write then begins a new line. One writer at a time; may be disposed from any thread.
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
                // Set only for a cut line: a server may complain about an unneeded blank line. The line may have been
                // begun by an earlier write, if the writer sends the newline separately.
                _cut = _inLine;
                throw;
            }
        }
    }

    // Null if the pipe is full.
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
                // Stopping the process closes stdin under its writer; to the writer it is a broken pipe.
                throw new IOException("The server's stdin has been closed.", e);
            }
            if (count >= 0) return (int)count;
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return null;
            if (errno != Libc.EINTR) throw new IOException(Libc.Describe("write to the server's stdin", errno));
        }
    }
}
