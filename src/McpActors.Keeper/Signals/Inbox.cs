namespace McpActors.Keeper;

/// <summary>The messages from other threads to the event loop.</summary>
[Flags]
internal enum Notices
{
    None = 0,

    /// <summary>A child has ended.</summary>
    ChildEnded = 1,

    /// <summary>SIGTERM.</summary>
    Terminate = 2,

    /// <summary>SIGUSR1.</summary>
    Kill = 4,

    /// <summary>Ctrl-C in a terminal.</summary>
    Interrupt = 8,
}

/// <summary>
/// A mailbox that poll(2) can wait for: a set of flags, and an eventfd(2) that becomes readable when a flag may be set.
/// </summary>
internal sealed class Inbox
{
    private int _notices;

    public int Fd { get; } = EventFd.Create(Libc.EFD_NONBLOCK);

    public bool IsOpen => Fd != -1;

    public void Post(Notices notice)
    {
        Interlocked.Or(ref _notices, (int)notice);
        EventFd.Signal(Fd);
    }

    public Notices TakeAll()
    {
        EventFd.Clear(Fd); // before the flags: a notice in between causes an extra round, but is never lost
        return (Notices)Interlocked.Exchange(ref _notices, 0);
    }
}
