using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>
/// Our end of a server's stdout or stderr. It ends when the last writer has closed the pipe, or when the process is extinct and
/// the pipe is drained, so that a stranger who holds the write end can neither keep it open nor lose a line. One reader at a time.
/// </summary>
internal sealed class PipeReadStream(SafeFileHandle fd) : UnbufferedStream
{
    private const int BufferSize = 4 << 10, MostAtOnce = 64 << 10;
    private const long NoLimit = long.MaxValue;

    private readonly PipeEnd _end = new(fd, Libc.EPOLLIN);
    private long _left = NoLimit;

    public override bool CanRead => _end.IsOpen;

    /// <summary>
    /// The process is extinct: what the pipe holds now is the last of it. A stranger who goes on writing, as a server does whose
    /// keeper was killed, adds no more than the pipe can hold; without that bound it could put off the end for ever.
    /// </summary>
    public void MarkExtinct()
    {
        if (!_end.IsOpen) return;
        try
        {
            Volatile.Write(ref _left, Pipe.Capacity(_end.Fd));
        }
        catch (ObjectDisposedException)
        {
            // Nobody reads any more.
        }
        _end.Wake();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var next = _end.Next;
            // Read before the attempt: what was written before the end is then in the pipe when we look.
            var left = Volatile.Read(ref _left);
            if (TryRead(buffer.Span, left) is { } count) return count;
            if (left != NoLimit) return 0;
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes what is there, or waits for more without holding a buffer meanwhile.</summary>
    /// <returns>False at the end.</returns>
    public async ValueTask<bool> CopyAvailableAsync(Action<ReadOnlySpan<byte>> sink)
    {
        var next = _end.Next;
        var left = Volatile.Read(ref _left);
        var more = Drain(sink, left);
        if (more is null && left == NoLimit) await next.ConfigureAwait(false);
        // One that writes as fast as we read must not keep a thread of the pool to itself.
        else if (more == true) await Task.Yield();
        return more ?? left == NoLimit;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _end.Dispose();
        base.Dispose(disposing);
    }

    // False at the end of the pipe, null where it is empty for now, true where there may be more in it.
    private bool? Drain(Action<ReadOnlySpan<byte>> sink, long left)
    {
        Span<byte> buffer = stackalloc byte[BufferSize];
        for (var taken = 0; taken < MostAtOnce;)
        {
            if (TryRead(buffer, left) is not { } count) return null;
            if (count == 0) return false;
            sink(buffer[..count]);
            taken += count;
            left = Volatile.Read(ref _left);
        }
        return true;
    }

    // Null where there is nothing to read yet.
    private unsafe int? TryRead(Span<byte> buffer, long left)
    {
        if (buffer.Length > left) buffer = buffer[..(int)left];
        while (true)
        {
            nint count;
            fixed (byte* p = buffer) count = Libc.read(_end.Fd, p, (nuint)buffer.Length);
            if (count >= 0)
            {
                if (left != NoLimit) Volatile.Write(ref _left, left - count);
                return (int)count;
            }
            var errno = Marshal.GetLastPInvokeError();
            if (errno == Libc.EAGAIN) return null;
            if (errno != Libc.EINTR) throw new IOException(Libc.Describe("read", errno));
        }
    }
}
