namespace McpActors.Keeper;

/// <summary>
/// A thread that sleeps in waitid(2) and notifies the event loop when a child has ended. Only the loop reaps children,
/// so that a pid cannot be reused while the loop examines it. Compared with SIGCHLD: no signal handler, no thread pool,
/// no lost wake-up.
/// </summary>
internal sealed class ChildWatcher(Inbox inbox)
{
    private const int StackSize = 64 * 1024;

    private readonly int _armed = EventFd.Create(flags: 0);
    private bool _waiting;

    public bool IsOpen => _armed != -1;

    /// <summary>
    /// Creates the thread, which watches nothing until it is armed. Call it before the server starts.
    /// </summary>
    public void Start() => new Thread(Watch, StackSize) { IsBackground = true, Name = "child watcher" }.Start();

    /// <summary>Requests a report of the next end, after the loop has reaped all ended children.</summary>
    public void Arm()
    {
        // One report for each time it was armed, however often the loop runs before that.
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
