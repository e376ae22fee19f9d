namespace McpActors.Keeper;

/// <summary>
/// A thread that sleeps in waitid(2) and tells the event loop that a child has ended. It reaps nothing: the loop alone does, so that a pid
/// which the loop looks at can never be recycled meanwhile. Against SIGCHLD: no signal handler, no thread pool, no lost wake-up.
/// </summary>
internal sealed class ChildWatcher(Inbox inbox)
{
    private const int StackSize = 64 * 1024;

    private readonly int _armed = EventFd.Create(flags: 0);
    private bool _waiting;

    public bool IsOpen => _armed != -1;

    /// <summary>Creates the thread, which watches nothing until it is armed. To be called before there is anything to lose.</summary>
    public void Start() => new Thread(Watch, StackSize) { IsBackground = true, Name = "child watcher" }.Start();

    /// <summary>The loop has reaped what it could and is about to wait: report the next end.</summary>
    public void Arm()
    {
        // It reports once for each time that it was armed, however often the loop goes round before that.
        if (Volatile.Read(ref _waiting))
            return;

        Volatile.Write(ref _waiting, true);
        EventFd.Signal(_armed);
    }

    private void Watch()
    {
        do
        {
            EventFd.Clear(_armed);
            var ended = Children.Await();
            Volatile.Write(ref _waiting, false);
            inbox.Post(Notices.ChildEnded);
        } while (true);
    }
}
