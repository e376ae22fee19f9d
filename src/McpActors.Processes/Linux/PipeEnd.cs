using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>Our end of a pipe: not blocking, and watched. It owns the descriptor. May be disposed from any thread, and from several.</summary>
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

    /// <summary>Completes when it is worth to try again. See <see cref="Readiness.Next"/>.</summary>
    public Task Next => _ready.Next;

    /// <summary>Whoever waits tries again.</summary>
    public void Wake() => _ready.Signal();

    public void Dispose()
    {
        // One of several: a second one that closes the descriptor while the first unregisters it would fail that.
        if (Interlocked.Exchange(ref _disposed, 1) != 0) return;
        _watch.Dispose();
        Fd.Dispose();
        Wake();
    }
}
