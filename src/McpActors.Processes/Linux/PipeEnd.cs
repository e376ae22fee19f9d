using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>
/// The host's end of a pipe: non-blocking and watched. Owns the descriptor. May be disposed from several threads at
/// once.
/// </summary>
internal sealed class PipeEnd : IDisposable
{
    private readonly Readiness _ready = new();
    private readonly IDisposable _watch;
    private int _disposed;

    public PipeEnd(SafeFileHandle fd, uint events)
    {
        Fd = fd;
        try
        {
            Pipe.MakeNonBlocking(fd);
            _watch = Reactor.Shared.Watch(fd, events, _ready.Signal);
        }
        catch
        {
            fd.Dispose();
            throw;
        }
    }

    public SafeFileHandle Fd { get; }

    public bool IsOpen => Volatile.Read(ref _disposed) == 0;

    /// <summary>Completes when another attempt may succeed. See <see cref="Readiness.Next"/>.</summary>
    public Task Next => _ready.Next;

    /// <summary>Makes waiting callers try again.</summary>
    public void Wake() => _ready.Signal();

    public void Dispose()
    {
        // Only the first caller: closing the descriptor while another thread unregisters it would fail there.
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _watch.Dispose();
        Fd.Dispose();
        Wake();
    }
}
