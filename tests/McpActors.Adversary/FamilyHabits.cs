namespace McpActors.Adversary;

/// <summary>Servers that start others and leave them behind.</summary>
internal static class FamilyHabits
{
    public static readonly Habit[] All =
    [
        new("children", "N: starts N processes, and ends with its stdin", Children),
        new("stubborn-children", "N: starts N that ignore SIGTERM, each in a session of its own, and ends with its stdin", StubbornChildren),
        new("session-child", "a child in a session of its own holds stdout; ends with its stdin", SessionChild),
        new("double-fork", "a daemon: an orphan in a session of its own with closed streams", _ => DoubleFork(Birth.Plain)),
        new("wiped-double-fork", "the same, with a wiped environment", _ => DoubleFork(Birth.WipedEnvironment)),
        new("orphan-sleep", "BIRTH NAME: starts a sleep with closed streams and ends", OrphanSleep),
        new("exit-leaving", "[N]: ends at once and leaves 31, or N: half of them stubborn, in its session, in others and orphaned", ExitLeaving),
        new("successor", "ignores stdin; on SIGTERM it starts one like itself in a new session, and ends", Successor),
        new("last-line", "writes a result and ends at once, while a grandchild holds stdout", LastLine),
        new("short-orphans", "N: makes N orphans that end at once, and ends with its stdin", ShortOrphans),
        new("orphan-holder", "starts a sleep that keeps stdout, and ends", OrphanHolder),
    ];

    private static int Children(string[] args) => Start(int.Parse(args[0], CultureInfo.InvariantCulture), () => Spawner.Sleep(Birth.Plain), "sleep");

    private static int StubbornChildren(string[] args) =>
        Start(int.Parse(args[0], CultureInfo.InvariantCulture), () => Spawner.Self(Birth.NewSession, "ignore-term"), "ignore-term");

    private static int SessionChild(string[] _) => Start(1, () => Spawner.Sleep(Birth.NewSession), "sleep");

    private static int Start(int count, Func<int> spawn, string name)
    {
        for (; count > 0; count--)
            Posix.Say($"child {spawn()} {name}");
        return EndingHabits.ExitOnEof([]);
    }

    private static int DoubleFork(Birth birth)
    {
        Spawner.Reap(Spawner.Self(Birth.NewSession | birth, OrphanSleepOf(birth, "orphan")));
        return EndingHabits.ExitOnEof([]);
    }

    /// <summary>
    /// The habit of a process that starts an orphan. It first takes the properties that the orphan must inherit.
    /// </summary>
    public static string[] OrphanSleepOf(Birth birth, string name) => ["orphan-sleep", ((int)birth).ToString(CultureInfo.InvariantCulture), name];

    private static int OrphanSleep(string[] args)
    {
        var birth = (Birth)int.Parse(args[0], CultureInfo.InvariantCulture);
        Inheritance.Become(birth);
        Posix.Say($"child {Spawner.Sleep(Birth.ClosedStreams | birth)} {args[1]}");
        return 0;
    }

    private static int ExitLeaving(string[] args)
    {
        var count = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 31;
        for (var i = 0; i < count; i++)
        {
            if (i == count / 2)
                Inheritance.Become(Birth.Stubborn);
            if (i % 3 == 2)
                Spawner.OrphanSleep(Birth.NewSession, "left");
            else
                Posix.Say($"child {Spawner.Sleep(i % 3 == 1 ? Birth.NewSession : Birth.Plain)} left");
        }

        EndingHabits.Ready();
        return 0;
    }

    private static int Successor(string[] _)
    {
        using var registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            Posix.Say($"child {Spawner.Self(Birth.NewSession, "successor")} successor");
            Environment.Exit(0);
        });
        EndingHabits.Ready();
        return Deadline.LiveUntil();
    }

    private static int LastLine(string[] _)
    {
        Spawner.Reap(Spawner.Self(Birth.NewSession, "orphan-holder"));
        Posix.Say("""{"jsonrpc":"2.0","id":1,"result":{"last":true}}""");
        return 0;
    }

    private static int ShortOrphans(string[] args)
    {
        for (var count = int.Parse(args[0], CultureInfo.InvariantCulture); count > 0; count--)
            Spawner.Reap(Spawner.Shell(Birth.Plain, "true & true"));
        return EndingHabits.ExitOnEof([]);
    }

    private static int OrphanHolder(string[] _)
    {
        Posix.Say($"child {Spawner.Sleep(Birth.NewSession)} holder");
        return 0;
    }
}
