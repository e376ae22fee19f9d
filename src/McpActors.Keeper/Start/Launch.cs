namespace McpActors.Keeper;

/// <summary>
/// Starts a server under a keeper. Everything that can fail comes before the server starts, so that nothing has to be
/// undone.
/// </summary>
internal static class Launch
{
    /// <returns>The exit status.</returns>
    public static int Run(Options options)
    {
        StandardStreams.EnsureOpen();
        if (options.ReportFd is { } fd && !Report.SendTo(fd))
            return Unsupported($"--report-fd {fd}: {Errno.Describe(Errno.Last)}");

        var self = Libc.getpid();
        if (!ProcStat.TryReadSelf(out var stat) || stat.Pid != self)
            return Unsupported("/proc is not mounted, or shows another pid namespace than this one; descendants cannot be found without it");
        if (!Isolation.BecomeUndumpable() || !Isolation.BecomeSubreaper())
            return ExitStatus.Unsupported;

        // Run by hand: the keeper stays in the terminal's foreground group, where Ctrl-C reaches it. The server gets
        // its own session instead, so that job control does not stop it when it reads the terminal (tty_ioctl(4),
        // SIGTTIN).
        var terminal = Libc.isatty(StandardStreams.Input) == 1;
        if (!terminal)
            Isolation.LeaveSession();
        Title.Show(Rung.Self);
        if (options.Mark is { } mark)
            Isolation.SetMark(mark);

        var inbox = new Inbox();
        var watcher = new ChildWatcher(inbox);
        if (!inbox.IsOpen || !watcher.IsOpen)
            return Unsupported($"eventfd: {Errno.Describe(Errno.Last)}");

        var signals = new SignalNotices(inbox, terminal);
        watcher.Start();

        var descendants = new Descendants(self);
        descendants.DisownPresent();

        var failure = StartServer(options, terminal, out var server);
        if (failure != 0)
            return failure;

        // From now on stdout ends when the last process of the server closes it, even while the keeper runs.
        StandardStreams.LetGo(StandardStreams.Output);
        var ladder = new Ladder(options.EofGrace, options.TermGrace);
        var status = new Keeper(ladder, inbox, watcher, new Household(self, server, descendants), server).Run();
        GC.KeepAlive(signals);
        return status;
    }

    private static int StartServer(Options options, bool terminal, out int server)
    {
        server = 0;
        using var command = CommandLine.ReadLast(options.CommandLength);
        return command is null
            ? Unsupported("/proc/self/cmdline cannot be read")
            : Server.Start(command, ownSession: terminal, out server);
    }

    private static int Unsupported(string message)
    {
        Report.StartFailed("unsupported", message);
        return ExitStatus.Unsupported;
    }
}
