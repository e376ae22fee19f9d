using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>
/// Our end of a server's stdin, its lifeline: disposing it begins the ladder. What fits into the pipe is written whatever the token
/// says; a write that is cancelled while the pipe is full has cut a message, so the next one begins on a line of its own. One
/// writer at a time; may be disposed from any thread.
/// </summary>
internal sealed class PipeWriteStream : UnbufferedStream
{
    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly Readiness _writable = new();
    private readonly SafeFileHandle _fd;
    private readonly IDisposable _watch;
    private bool _cut;

    public PipeWriteStream(SafeFileHandle fd)
    {
        Pipe.MakeNonBlocking(fd);
        _fd = fd;
        _watch = Reactor.Shared.Watch(fd, Libc.EPOLLOUT, _writable.Signal);
    }

    public override bool CanWrite => !_fd.IsClosed;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_cut) await WriteAllAsync(NewLine, cancellationToken).ConfigureAwait(false);
        _cut = false;
        await WriteAllAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _watch.Dispose();
            _fd.Dispose();
            _writable.Signal();
        }
        base.Dispose(disposing);
    }

    private async ValueTask WriteAllAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        while (!buffer.IsEmpty)
        {
            var next = _writable.Next;
            if (TryWrite(buffer.Span) is { } count)
            {
                buffer = buffer[count..];
                continue;
            }
            try
            {
                await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                _cut = true;
                throw;
            }
        }
    }

    // Null where the pipe is full.
    private unsafe int? TryWrite(ReadOnlySpan<byte> buffer)
    {
        while (true)
        {
            if (_fd.IsClosed) throw new IOException("The server's stdin has been closed.");
            nint count;
            fixed (byte* p = buffer) count = Libc.write(_fd, p, (nuint)buffer.Length);
            if (count >= 0) return (int)count;
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return null;
            if (errno != Libc.EINTR) throw new IOException(Libc.Describe("write to the server's stdin", errno));
        }
    }
}
