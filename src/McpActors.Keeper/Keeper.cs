namespace McpActors.Keeper;

/// <summary>
/// The event loop: waits for a hang-up of stdin, a signal, the end of a child, or the next rung. It returns when
/// waitid(2) reports that no child is left, which proves that no descendant is left.
/// </summary>
internal sealed unsafe class Keeper(Ladder ladder, Inbox inbox, ChildWatcher watcher, Household household, int server)
{
    /// <summary>
    /// The interval, in milliseconds, at which the KILL rung tries again without other events: a refused signal may be
    /// permitted later, and a process that was forked while /proc was read may have been missed.
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

    /// <returns>False if nothing is left.</returns>
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
        // A short-lived server may have ended because of a hang-up that came while the loop was busy.
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

        // Nothing reads stdin any longer. A host that keeps writing must get EPIPE, as if the server were its own
        // child.
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
        _watchStdin = false; // it stays hung up, so poll(2) would never wait again
        Climb(Rung.Eof);
    }

    /// <summary>
    /// POLLRDHUP, and POLLHUP, which is always reported: a pipe hangs up when its last writer closes, even with unread
    /// data; a socket whose other end was only shut down reports POLLRDHUP alone. Files and /dev/null report neither.
    /// POLLIN is never requested.
    /// </summary>
    private static Libc.PollFd Stdin => new() { Fd = StandardStreams.Input, Events = Libc.POLLRDHUP };

    private static bool IsStdinHungUp()
    {
        var stdin = Stdin;
        return Libc.poll(&stdin, 1, timeout: 0) == 1;
    }

    /// <param name="timeout">Milliseconds; -1 waits for ever.</param>
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
