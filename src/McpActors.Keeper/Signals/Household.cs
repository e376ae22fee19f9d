namespace McpActors.Keeper;

/// <summary>The server and everything that it started: who gets which signal.</summary>
internal sealed class Household(int self, int server, Descendants descendants)
{
    private readonly Signaller _signaller = new(self);

    /// <summary>Who has had SIGTERM. Some programs take a second one for impatience and drop their work.</summary>
    private readonly HashSet<int> _terminated = [];

    /// <summary>Who has had SIGKILL.</summary>
    private readonly HashSet<int> _killed = [];

    /// <summary>While the server's pid is unreaped, its group id is surely its own; afterwards it may be recycled.</summary>
    private bool _ownsGroup = true;

    /// <summary>The group has had SIGTERM, and who is in it has not been noted yet.</summary>
    private bool _noteGroup;

    /// <summary>Whether anybody was signalled: who ends from then on had to be ended.</summary>
    public bool Disturbed { get; private set; }

    /// <summary>SIGTERM to the server and all that stayed in its group.</summary>
    public void TerminateGroup()
    {
        Disturbed = true;
        if (!_ownsGroup || !_terminated.Add(server))
            return;

        SignalGroup(Libc.SIGTERM);

        // As systemd does (systemd.kill(5)): who is stopped can handle SIGTERM only after it goes on.
        SignalGroup(Libc.SIGCONT);
        _noteGroup = true;
    }

    /// <summary>SIGTERM to all below the keeper who have not had one.</summary>
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

    /// <summary>SIGKILL to all below the keeper.</summary>
    /// <returns>Whether somebody was found who had not had it before; then there may be more.</returns>
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

    /// <summary>Gives back the pid of a child that is not the server: it may name somebody else from here on.</summary>
    /// <returns>Whether it was the server's descendant.</returns>
    public bool Reap(int pid)
    {
        _ = Children.Reap(pid);
        Forget(pid);
        return !descendants.ForgetStranger(pid);
    }

    /// <summary>The server was reaped.</summary>
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
        // ESRCH: everybody has left the group. EPERM: nobody in it may be signalled; the scan finds and names them.
        if (Libc.kill(-server, signal) == -1 && Errno.Last is not (Errno.ESRCH or Errno.EPERM))
            Report.Unexpected("kill", Errno.Last);
    }
}
