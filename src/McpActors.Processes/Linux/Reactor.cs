using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace McpActors.Processes.Linux;

/// <summary>
/// Watches pipes and process ends for any number of processes on one thread. .NET would block one thread for each pipe,
/// and learn of children by a signal that names none; epoll(7) and pidfds need neither.
/// </summary>
internal sealed unsafe class Reactor
{
    private const int BatchSize = 128;

    // The kernel packs epoll_event on x86-64 only: <sys/epoll.h>, __EPOLL_PACKED.
    private static readonly int EventSize = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 12 : 16;
    private static readonly int DataOffset = EventSize - sizeof(long);

    private static readonly Lock Creating = new();
    private static Reactor? _shared;

    private readonly ConcurrentDictionary<long, Action> _handlers = new();
    private readonly int _epoll;
    private long _lastToken;

    private Reactor()
    {
        _epoll = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        if (_epoll < 0) throw new IOException(Libc.Describe("epoll_create1", Marshal.GetLastPInvokeError()));
        new Thread(Run) { IsBackground = true, Name = "mcp-reactor" }.Start();
    }

    /// <summary>
    /// The host's reactor. It lives as long as the host, because an orphan may end after every actor.
    /// </summary>
    public static Reactor Shared => Volatile.Read(ref _shared) ?? Create();

    /// <summary>
    /// Calls <paramref name="ready"/> on the reactor's thread, which it must not block, whenever one of the events
    /// becomes true (edge-triggered: once for each change). A hang-up is always reported.
    /// </summary>
    /// <returns>The registration. Dispose it before the descriptor is closed.</returns>
    public IDisposable Watch(SafeHandle fd, uint events, Action ready)
    {
        var token = Interlocked.Increment(ref _lastToken);
        _handlers[token] = ready;
        var @event = stackalloc byte[EventSize];
        *(uint*)@event = events | Libc.EPOLLET;
        *(long*)(@event + DataOffset) = token;
        if (Libc.epoll_ctl(_epoll, Libc.EPOLL_CTL_ADD, fd, @event) < 0)
        {
            var errno = Marshal.GetLastPInvokeError();
            _handlers.TryRemove(token, out _);
            throw new IOException(Libc.Describe("epoll_ctl", errno));
        }
        return new Registration(this, token, fd);
    }

    // Lazy<T> would remember a failure for ever, even a momentary lack of descriptors.
    private static Reactor Create()
    {
        lock (Creating) return _shared ??= new Reactor();
    }

    private void Run()
    {
        var events = stackalloc byte[BatchSize * EventSize];
        while (true)
        {
            var count = Libc.epoll_wait(_epoll, events, BatchSize, -1);
            if (count < 0 && Marshal.GetLastPInvokeError() != Libc.EINTR)
                Environment.FailFast(Libc.Describe("epoll_wait", Marshal.GetLastPInvokeError()));
            for (var i = 0; i < count; i++)
            {
                var token = *(long*)(events + (i * EventSize) + DataOffset);
                if (_handlers.TryGetValue(token, out var ready)) ready();
            }
        }
    }

    private sealed class Registration(Reactor reactor, long token, SafeHandle fd) : IDisposable
    {
        public void Dispose()
        {
            if (!reactor._handlers.TryRemove(token, out _) || fd.IsClosed) return;
            // epoll_ctl(2): if the descriptor has been closed, the kernel has already removed it.
            _ = Libc.epoll_ctl(reactor._epoll, Libc.EPOLL_CTL_DEL, fd, null);
        }
    }
}
