namespace McpActors.Keeper;

/// <summary>
/// Waits, in one place, for all that can happen: stdin hangs up, a signal asks for something, a child ends, a rung's time is over. It
/// returns when waitid(2) says that there is no child left, which is the proof that nothing is left below.
/// </summary>
internal sealed unsafe class Keeper(Ladder ladder, Inbox inbox, ChildWatcher watcher, Household household, int server)
{
    /// <summary>
    /// How often, in milliseconds, the KILL rung tries again when nothing happens: who may not be signalled today may be tomorrow, and a
    /// process that was forked while /proc was read can have been missed.
    /// </summary>
    private const int RetryInterval = 1000;

    private readonly Clock _clock = new();
    private bool _watchStdin = true;
    private WaitStatus? _status;
    private Rung _rung;
    private Rung _shown;
    private bool _leftBehind;
    private int _endedByUs;

    /// <returns>The server's exit status.</returns>
    public int Run()
    {
        while (Reap(out var progress))
        {
            if (_status is not null && !_leftBehind)
                EndLeftBehind();

            ShowRung();
            var timeout = ladder.TimeLeft(_clock.Now);
            if (ladder.Rung == Rung.Kill)
            {
                progress |= household.Kill();
                timeout = progress ? 0 : RetryInterval;
            }

            Wait(timeout);
            if (ladder.IsDue(_clock.Now, out var next))
                Climb(next);
        }

        var status = _status.GetValueOrDefault();
        Report.Ended(server, status, _rung, _endedByUs, _clock.Now);
        return status.ShellStatus;
    }

    /// <returns>false: nothing is left.</returns>
    private bool Reap(out bool anyReaped)
    {
        anyReaped = false;
        for (int pid; (pid = Children.Peek()) != Children.AllAlive; anyReaped = true)
        {
            if (pid == Children.Extinct)
                return false;

            if (pid == server)
                EndServer();
            else if (household.Reap(pid) && household.Disturbed)
                _endedByUs++;
        }

        return _status is null || !household.OnlyStrangersLeft();
    }

    private void ShowRung()
    {
        if (_shown == ladder.Rung)
            return;

        _shown = ladder.Rung;
        Title.Show(_shown);
    }

    private void EndServer()
    {
        // A quick server can end of a hang-up that came while we were busy.
        if (_watchStdin && IsStdinHungUp())
            HangUp();

        _rung = ladder.Rung;
        if (_rung != Rung.Kill)
            household.TerminateGroup(); // the last moment in which the group id is surely the server's

        _status = Children.Reap(server);
        household.ForgetServer();
    }

    private void EndLeftBehind()
    {
        _leftBehind = true;
        ladder.LeaveBehind(_clock.Now);
        if (ladder.Rung == Rung.Term)
            household.Terminate();

        // Nobody reads it now. A host that goes on writing shall learn of that as if the server were its own child.
        _watchStdin = false;
        StandardStreams.LetGo(StandardStreams.Input);
    }

    private void Climb(Rung rung)
    {
        if (ladder.Climb(rung, _clock.Now) && rung == Rung.Term)
            household.Terminate();
    }

    private void HangUp()
    {
        _watchStdin = false; // it stays hung up, and poll(2) would not wait any more
        Climb(Rung.Eof);
    }

    /// <summary>
    /// POLLRDHUP, and POLLHUP, which need not be asked for: a pipe hangs up when its last writer closes, even with data unread; a socket
    /// whose other end was only shut down says no more than POLLRDHUP. Files and /dev/null never do either. We never ask for POLLIN.
    /// </summary>
    private static Libc.PollFd Stdin => new() { Fd = StandardStreams.Input, Events = Libc.POLLRDHUP };

    private static bool IsStdinHungUp()
    {
        var stdin = Stdin;
        return Libc.poll(&stdin, 1, timeout: 0) == 1;
    }

    /// <param name="timeout">Milliseconds; -1 is for ever.</param>
    private void Wait(int timeout)
    {
        if (timeout != 0)
            watcher.Arm();

        var waiting = stackalloc Libc.PollFd[] { new() { Fd = inbox.Fd, Events = Libc.POLLIN }, Stdin };
        var ready = Libc.poll(waiting, _watchStdin ? 2u : 1u, timeout);
        if (ready == -1 && Errno.Last != Errno.EINTR)
            Report.Unexpected("poll", Errno.Last);
        if (ready <= 0)
            return;

        if (waiting[1].Returned != 0)
            HangUp();
        if (waiting[0].Returned != 0)
            Heed(inbox.TakeAll());
    }

    private void Heed(Notices notices)
    {
        if (notices.HasFlag(Notices.Kill) || (notices.HasFlag(Notices.Interrupt) && ladder.Rung >= Rung.Term))
            Climb(Rung.Kill);
        else if ((notices & (Notices.Terminate | Notices.Interrupt)) != 0)
            Climb(Rung.Term);
    }
}
