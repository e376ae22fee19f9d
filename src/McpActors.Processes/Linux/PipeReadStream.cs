using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>
/// The host's end of a server's stdout or stderr. It ends when the last writer has closed the pipe, or when the process
/// is extinct and the pipe has been read to its end. Another process that holds the write end can neither keep the
/// stream open nor lose a line of it. One reader at a time.
/// </summary>
internal sealed class PipeReadStream(SafeFileHandle fd) : UnbufferedStream
{
    private const int BufferSize = 4 << 10, MostAtOnce = 64 << 10;
    private const long NoLimit = long.MaxValue;

    private readonly PipeEnd _end = new(fd, Libc.EPOLLIN);
    private long _left = NoLimit;

    public override bool CanRead => _end.IsOpen;

    /// <summary>
    /// Marks the process as extinct: only the current content of the pipe is still read. Without this bound, a foreign
    /// writer, such as a server whose keeper was killed, could delay the end for ever.
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
            // The stream has been disposed.
        }
        _end.Wake();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var next = _end.Next;
            // Read before the attempt: data written before the end is then already in the pipe.
            var left = Volatile.Read(ref _left);
            if (TryRead(buffer.Span, left) is { } count) return count;
            if (left != NoLimit) return 0;
            await next.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Passes the available data on, or waits for more without holding a buffer.</summary>
    /// <returns>False at the end.</returns>
    public async ValueTask<bool> CopyAvailableAsync(Action<ReadOnlySpan<byte>> sink)
    {
        var next = _end.Next;
        var left = Volatile.Read(ref _left);
        var more = Drain(sink, left);
        if (more is null && left == NoLimit) await next.ConfigureAwait(false);
        // A server that writes as fast as it is read must not occupy a thread-pool thread.
        else if (more == true) await Task.Yield();
        return more ?? left == NoLimit;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _end.Dispose();
        base.Dispose(disposing);
    }

    // False at the end of the pipe, null if it is empty for now, true if it may hold more.
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

    // Null if there is nothing to read yet.
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
