namespace McpActors.Adversary;

/// <summary>Habits about the end of a process.</summary>
internal static class EndingHabits
{
    public static readonly Habit[] All =
    [
        new("exit-on-eof", "well-behaved: ends when stdin ends", ExitOnEof),
        new("ignore-eof", "never reads stdin; SIGTERM ends it", IgnoreEof),
        new("ignore-term", "ignores stdin and SIGTERM", IgnoreTerm),
        new("slow-term", "ignores stdin; says 'bye' on SIGTERM and exits with 9", SlowTerm),
        new("defy-term", "ignores stdin; says 'defied' on SIGTERM and lives on", DefyTerm),
        new("stop", "stops itself by SIGSTOP", Stop),
        new("exit", "CODE: ends at once with it", args => int.Parse(args[0], CultureInfo.InvariantCulture)),
        new("die", "SIGNAL: dies of it at once", Die),
        new("crash", "TEXT: says it on stderr and exits with 1", Crash),
        new("guard", "PID: kills it at the deadline if it still is there, so that nobody is left stopped", Guard),
    ];

    public static int ExitOnEof(string[] _)
    {
        Ready();
        StreamHabits.Drain();
        return 0;
    }

    /// <summary>The server reports that it is ready; its children report only that they have started.</summary>
    public static void Ready()
    {
        Posix.Say($"{(Deadline.IsInherited ? "grown" : "ready")} {Environment.ProcessId}");
        Readiness.Tell();
    }

    public static int IgnoreEof(string[] _)
    {
        Ready();
        return Deadline.LiveUntil();
    }

    private static int IgnoreTerm(string[] _)
    {
        Posix.signal(Posix.SIGTERM, Posix.SIG_IGN);
        Ready();
        return Deadline.LiveUntil();
    }

    private static int SlowTerm(string[] _) => OnTerm(() =>
    {
        Posix.Say("bye");
        Environment.Exit(9);
    });

    private static int DefyTerm(string[] _) => OnTerm(() => Posix.Say("defied"));

    private static int OnTerm(Action react)
    {
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            react();
        });
        Ready();
        return Deadline.LiveUntil();
    }

    private static int Stop(string[] args)
    {
        var guard = Spawner.Self(Birth.NewSession | Birth.ClosedStreams, "guard", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        Posix.Say($"child {guard} guard");
        Ready();
        _ = Posix.kill(Environment.ProcessId, Posix.SIGSTOP);
        return Deadline.LiveUntil();
    }

    private static unsafe int Guard(string[] args)
    {
        Posix.signal(Posix.SIGTERM, Posix.SIG_IGN);
        var pidFd = (int)Posix.syscall(Posix.SYS_pidfd_open, int.Parse(args[0], CultureInfo.InvariantCulture), 0, 0, 0);
        if (pidFd == -1)
            return 0; // it has ended already

        _ = Posix.alarm((uint)Deadline.SecondsLeft + 2); // after the deadline's work is done
        var waiting = stackalloc int[] { pidFd, Posix.POLLIN };
        if (Posix.poll(waiting, 1, Deadline.SecondsLeft * 1000) == 0)
            _ = Posix.syscall(Posix.SYS_pidfd_send_signal, pidFd, Posix.SIGKILL, 0, 0); // also ends a stopped process

        return 0;
    }

    private static int Die(string[] args)
    {
        _ = Posix.kill(Environment.ProcessId, int.Parse(args[0], CultureInfo.InvariantCulture));
        return Deadline.LiveUntil();
    }

    private static int Crash(string[] args)
    {
        Posix.Say(string.Join(' ', args), Posix.StandardError);
        return 1;
    }
}
