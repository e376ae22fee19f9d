using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>
/// The host's end of a server's stdin, its lifeline: disposing it begins the ladder. Data that fits into the pipe is
/// written even if the token is cancelled; a write that is cancelled while the pipe is full may cut a line, and the
/// next write then begins a new line. One writer at a time; may be disposed from any thread.
/// </summary>
internal sealed class PipeWriteStream(SafeFileHandle fd) : UnbufferedStream, ICountedWrites
{
    // <asm-generic/ioctls.h>
    private const nuint FIONREAD = 0x541B;

    private static readonly byte[] NewLine = "\n"u8.ToArray();

    private readonly PipeEnd _end = new(fd, Libc.EPOLLOUT);
    private bool _inLine;
    private bool _cut;
    private long _written;
    private bool _isUnread;
    private int _isWriting;
    private long _read = -1;

    /// <summary>
    /// Whether the server had read none of what was written to it when our end was closed. False while it is open, and where nothing was written.
    /// </summary>
    public bool WasUnread => Volatile.Read(ref _isUnread);

    /// <summary>How many bytes were read of what was written, when our end was closed. Null while it is open, and where that is not known.</summary>
    public long? BytesRead => Volatile.Read(ref _read) is var read and >= 0 ? read : null;

    public long Written => Volatile.Read(ref _written);

    public override bool CanWrite => _end.IsOpen;

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_cut) await WriteAllAsync(NewLine, cancellationToken).ConfigureAwait(false);
        _cut = false;
        await WriteAllAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && _end.IsOpen)
        {
            LookWhatIsUnread();
            _end.Dispose();
        }
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
            // With a barrier: whoever asks how much was read does not take what is being written for what was written before.
            Interlocked.Exchange(ref _isWriting, 1);
            try
            {
                fixed (byte* p = buffer) count = Libc.write(_end.Fd, p, (nuint)buffer.Length);
            }
            catch (ObjectDisposedException e)
            {
                // Stopping the process closes stdin under its writer; to the writer it is a broken pipe.
                throw new IOException("The server's stdin has been closed.", e);
            }
            if (count >= 0)
            {
                Volatile.Write(ref _written, _written + count);
                Volatile.Write(ref _isWriting, 0);
                return (int)count;
            }
            var errno = Marshal.GetLastPInvokeError();
            Volatile.Write(ref _isWriting, 0);
            if (errno == Libc.EAGAIN) return null;
            if (errno != Libc.EINTR) throw new IOException(Libc.Describe("write to the server's stdin", errno));
        }
    }

    private unsafe void LookWhatIsUnread()
    {
        var unread = 0;
        try
        {
            if (Libc.ioctl(_end.Fd, FIONREAD, &unread) < 0) return;
        }
        catch (ObjectDisposedException)
        {
            // Somebody else closes it at the same time, and has looked.
            return;
        }
        // In this order: what is written meanwhile counts as read.
        Interlocked.MemoryBarrier();
        var isWriting = Volatile.Read(ref _isWriting) != 0;
        var written = Volatile.Read(ref _written);
        if (!isWriting) Volatile.Write(ref _read, written - unread);
        if (written > 0 && unread == written) Volatile.Write(ref _isUnread, true);
    }
}
