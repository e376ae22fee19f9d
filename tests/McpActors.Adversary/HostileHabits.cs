namespace McpActors.Adversary;

/// <summary>Servers that attack the proof of their own end: the keeper above them, its report, and the marks by which they are found.</summary>
internal static unsafe class HostileHabits
{
    public static readonly Habit[] All =
    [
        new("progress-bar", "[KIB]: 128, or KIB, KiB of stderr without a line feed, then exit code 0", ProgressBar),
        new("imitates-report", "leaves an orphan in a session of its own, writes its keeper's report on stderr and exits with 0", ImitatesReport),
        new("takes-over-keeper", "the same, and makes its keeper exit with 0 before that can report, where ptrace(2) allows it", TakesOverKeeper),
        new("freezes-keeper", "stops its keeper with ptrace(2), where that is allowed, and ignores stdin", FreezesKeeper),
        new("pries", "says what of its keeper it can trace, open or read; ends with its stdin", Pries),
        new("pries-host", "the same of the process above its keeper; ends with its stdin", PriesHost),
        new("forges-marks", "N [UID]: N sleeps that bear the mark it is told, each line of stdin; as root as user UID; ends with its stdin", ForgesMarks),
    ];

    private const int BarLength = 40;

    /// <summary>
    /// The keeper above this process; null if it has been killed. The parent is then another process, such as the test,
    /// which must not be attacked.
    /// </summary>
    private static int? Keeper
    {
        get
        {
            var parent = Posix.getppid();
            return File.ReadAllText($"/proc/{parent}/comm").StartsWith("mcp-keeper", StringComparison.Ordinal) ? parent : null;
        }
    }

    private static int ProgressBar(string[] args)
    {
        var left = (args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 128) * 1024;
        for (var step = 0; left > 0; step++)
        {
            var bar = $"\r[{new string('#', step % BarLength).PadRight(BarLength)}]";
            left -= bar.Length;
            if (!Posix.Write(Encoding.ASCII.GetBytes(bar), Posix.StandardError))
                return 1;
        }

        return 0;
    }

    private static int ImitatesReport(string[] _)
    {
        LeaveOrphan();
        SayReport();
        EndingHabits.Ready();
        return 0;
    }

    private static int TakesOverKeeper(string[] _)
    {
        if (Keeper is not { } keeper)
            return 0;
        LeaveOrphan();
        SayReport();
        Posix.Say(Tracer.MakeExit(keeper) is { } refusal ? $"denied {refusal}" : "taken over");
        EndingHabits.Ready();
        return Tracer.IsPossible ? Deadline.LiveUntil() : 0;
    }

    private static int FreezesKeeper(string[] _)
    {
        if (Keeper is not { } keeper)
            return 0;
        Posix.Say(Tracer.Stop(keeper) is { } refusal ? $"denied {refusal}" : "frozen");
        return EndingHabits.IgnoreEof([]);
    }

    private static int Pries(string[] _) => Keeper is { } keeper ? Pry(keeper) : 0;

    private static int PriesHost(string[] _)
    {
        if (Keeper is not { } keeper)
            return 0;
        var stat = File.ReadAllText($"/proc/{keeper}/stat");
        return Pry(int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture));
    }

    private static int Pry(int pid)
    {
        foreach (var (what, path, flags) in ((string, string, int)[])
        [
            ("mem", $"/proc/{pid}/mem", Posix.O_RDWR), ("environ", $"/proc/{pid}/environ", 0), ("maps", $"/proc/{pid}/maps", 0), ("fd", $"/proc/{pid}/fd", 0),
            .. Enumerable.Range(0, 8).Select(fd => ($"fd/{fd}", $"/proc/{pid}/fd/{fd}", Posix.O_WRONLY)),
        ])
        {
            Posix.Say(Open(path, flags) is { } refusal ? $"denied {what} {refusal}" : $"granted {what}");
        }

        Posix.Say(Tracer.Stop(pid) is { } reason ? $"denied ptrace {reason}" : "granted ptrace");
        Tracer.LetGo(pid);
        return EndingHabits.ExitOnEof([]);
    }

    private static string? Open(string path, int flags)
    {
        int fd;
        fixed (byte* name = Encoding.UTF8.GetBytes(path + '\0'))
            fd = Posix.open(name, flags | Posix.O_CLOEXEC, 0);
        if (fd == -1)
            return System.Runtime.InteropServices.Marshal.GetLastPInvokeErrorMessage();
        _ = Posix.close(fd);
        return null;
    }

    private static int ForgesMarks(string[] args)
    {
        if (args.Length > 1)
            Inheritance.BecomeUser(uint.Parse(args[1], CultureInfo.InvariantCulture));
        var forged = new int[int.Parse(args[0], CultureInfo.InvariantCulture)];
        for (var i = 0; i < forged.Length; i++)
            forged[i] = Spawner.Sleep(Birth.ClosedStreams);
        foreach (var pid in forged)
            Posix.Say($"child {pid} forged");
        EndingHabits.Ready();
        while (Console.In.ReadLine() is { } mark)
        {
            foreach (var pid in forged)
                Inheritance.LimitResidentSet(ulong.Parse(mark, CultureInfo.InvariantCulture), pid);
            Posix.Say($"marked {mark}");
        }

        foreach (var pid in forged)
        {
            _ = Posix.kill(pid, Posix.SIGKILL);
            Spawner.Reap(pid);
        }

        return 0;
    }

    private static void LeaveOrphan() =>
        Spawner.Reap(Spawner.Self(Birth.NewSession, FamilyHabits.OrphanSleepOf(Birth.NewSession, "orphan")));

    /// <summary>Writes exactly the report of a keeper whose server exits with 0 and leaves nothing.</summary>
    private static void SayReport() => Posix.Say(
        $$"""mcp-keeper: {"pid":{{Environment.ProcessId}},"exitCode":0,"signal":null,"rung":"self","descendants":0,"elapsedMs":5}""", Posix.StandardError);
}
