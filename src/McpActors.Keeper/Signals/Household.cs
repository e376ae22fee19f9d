namespace McpActors.Keeper;

/// <summary>The server and its descendants; decides which signal each of them gets.</summary>
internal sealed class Household(int self, int server, Descendants descendants)
{
    private readonly Signaller _signaller = new(self);

    /// <summary>
    /// Processes that got SIGTERM. Some programs take a second one as impatience and drop their work.
    /// </summary>
    private readonly HashSet<int> _terminated = [];

    /// <summary>Processes that got SIGKILL.</summary>
    private readonly HashSet<int> _killed = [];

    /// <summary>True while the server is unreaped, so that its group id cannot have been reused.</summary>
    private bool _ownsGroup = true;

    /// <summary>True if the group got SIGTERM and its members have not been recorded yet.</summary>
    private bool _noteGroup;

    /// <summary>
    /// True once any process was signalled: every process that ends from then on counts as ended by the keeper.
    /// </summary>
    public bool Disturbed { get; private set; }

    /// <summary>Sends SIGTERM to the server and all processes that stayed in its group.</summary>
    public void TerminateGroup()
    {
        Disturbed = true;
        if (!_ownsGroup || !_terminated.Add(server))
            return;

        SignalGroup(Libc.SIGTERM);

        // As systemd does (systemd.kill(5)): a stopped process can handle SIGTERM only after SIGCONT.
        SignalGroup(Libc.SIGCONT);
        _noteGroup = true;
    }

    /// <summary>Sends SIGTERM to all descendants that have not got one.</summary>
    public void Terminate()
    {
        TerminateGroup();
        for (var more = descendants.First(); more; more = descendants.Next())
        {
            foreach (var descendant in descendants.Level)
            {
                if (!_terminated.Add(descendant.Pid) || (_noteGroup && IsInGroup(descendant.Pid)))
                    continue;
                if (_signaller.Send(descendant, Libc.SIGTERM) == Delivery.Sent)
                    _signaller.Send(descendant, Libc.SIGCONT);
            }
        }

        _noteGroup = false; // who joins it from now on is new
    }

    /// <summary>Sends SIGKILL to all descendants.</summary>
    /// <returns>True if a process got its first SIGKILL; then there may be more.</returns>
    public bool Kill()
    {
        Disturbed = true;
        if (_ownsGroup)
            SignalGroup(Libc.SIGKILL);

        var anyNew = false;
        for (var more = descendants.First(); more; more = descendants.Next())
        {
            foreach (var descendant in descendants.Level)
                anyNew |= _signaller.Send(descendant, Libc.SIGKILL) == Delivery.Sent && _killed.Add(descendant.Pid);
        }

        return anyNew;
    }

    public bool OnlyStrangersLeft() => descendants.OnlyStrangersLeft();

    /// <summary>Reaps a child other than the server. The kernel may then reuse its pid.</summary>
    /// <returns>True if it was a descendant of the server.</returns>
    public bool Reap(int pid)
    {
        _ = Children.Reap(pid);
        Forget(pid);
        return !descendants.ForgetStranger(pid);
    }

    /// <summary>The server has been reaped.</summary>
    public void ForgetServer()
    {
        _ownsGroup = false;
        Forget(server);
    }

    private void Forget(int pid)
    {
        _terminated.Remove(pid);
        _killed.Remove(pid);
        _signaller.Forget(pid);
    }

    private bool IsInGroup(int pid) => ProcStat.TryRead(pid, out var stat) && stat.Group == server;

    private void SignalGroup(int signal)
    {
        // ESRCH: the group is empty. EPERM: none of its members may be signalled; the scan finds and reports them.
        if (Libc.kill(-server, signal) == -1 && Errno.Last is not (Errno.ESRCH or Errno.EPERM))
            Report.Unexpected("kill", Errno.Last);
    }
}
