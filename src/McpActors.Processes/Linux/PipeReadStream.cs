using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>
/// Our end of a server's stdout or stderr. It ends when the last writer has closed the pipe, or when the process is extinct and
/// the pipe is drained, so that a stranger who holds the write end can neither keep it open nor lose a line. One reader at a time.
/// </summary>
internal sealed class PipeReadStream : UnbufferedStream
{
    private readonly Readiness _readable = new();
    private readonly SafeFileHandle _fd;
    private readonly IDisposable _watch;
    private volatile bool _extinct;

    public PipeReadStream(SafeFileHandle fd)
    {
        Pipe.MakeNonBlocking(fd);
        _fd = fd;
        _watch = Reactor.Shared.Watch(fd, Libc.EPOLLIN, _readable.Signal);
    }

    public override bool CanRead => !_fd.IsClosed;

    /// <summary>Whoever could write to us is gone: what the pipe holds now is the last of it.</summary>
    public void MarkExtinct()
    {
        _extinct = true;
        _readable.Signal();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var next = _readable.Next;
            // Read before the attempt: what was written before the end is then in the pipe when we look.
            var last = _extinct;
            if (TryRead(buffer.Span) is { } count) return count;
            if (last) return 0;
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes all that is there and waits for more, without holding a buffer meanwhile.</summary>
    /// <returns>False at the end.</returns>
    public async ValueTask<bool> CopyAvailableAsync(Action<ReadOnlySpan<byte>> sink)
    {
        var next = _readable.Next;
        var last = _extinct;
        if (!Drain(sink) || last) return false;
        await next.ConfigureAwait(false);
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _watch.Dispose();
            _fd.Dispose();
            // Whoever waits tries again and learns of it.
            _readable.Signal();
        }
        base.Dispose(disposing);
    }

    // False at the end of the pipe.
    private bool Drain(Action<ReadOnlySpan<byte>> sink)
    {
        Span<byte> buffer = stackalloc byte[4 << 10];
        while (TryRead(buffer) is { } count)
        {
            if (count == 0) return false;
            sink(buffer[..count]);
        }
        return true;
    }

    // Null where there is nothing to read yet.
    private unsafe int? TryRead(Span<byte> buffer)
    {
        while (true)
        {
            nint count;
            fixed (byte* p = buffer) count = Libc.read(_fd, p, (nuint)buffer.Length);
            if (count >= 0) return (int)count;
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return null;
            if (errno != Libc.EINTR) throw new IOException(Libc.Describe("read", errno));
        }
    }
}
