namespace McpActors.Adversary;

/// <summary>Servers that erase the marks of their owner, or imitate another process.</summary>
internal static unsafe class DisguiseHabits
{
    public static readonly Habit[] All =
    [
        new("unmarked", "lifts its RLIMIT_RSS, soft and hard, and ignores stdin", _ => Remarked([$"{ulong.MaxValue}"])),
        new("remarked", "VALUE: sets its RLIMIT_RSS, soft and hard, and ignores stdin", Remarked),
        new("renamed", "[NAME]: calls itself mcp-keeper, or NAME, and ignores stdin", Renamed),
        new("blank-environment", "overwrites its environment in memory, and ignores stdin", BlankEnvironment),
        new("other-user", "as root: an orphan of the user nobody in a session of its own; ends with its stdin", OtherUser),
        new("untraceable", "a stubborn orphan in a session of its own without mark, environment and descriptors; ends with its stdin", Untraceable),
    ];

    private const int MayNot = 77; // test programs exit with it when they cannot run here

    private static int Remarked(string[] args)
    {
        Inheritance.LimitResidentSet(ulong.Parse(args[0], CultureInfo.InvariantCulture));
        return EndingHabits.IgnoreEof([]);
    }

    private static int Renamed(string[] args)
    {
        // prctl(2) names the calling thread, which is the main one, and cuts the name after 15 bytes.
        fixed (byte* name = Encoding.UTF8.GetBytes((args.Length > 0 ? args[0] : "mcp-keeper") + '\0'))
            Posix.Check(Posix.prctl(Posix.PR_SET_NAME, (nint)name, 0, 0, 0), "prctl");
        return EndingHabits.IgnoreEof([]);
    }

    private static int BlankEnvironment(string[] _)
    {
        EnvironmentBlock.Blank();
        return EndingHabits.IgnoreEof([]);
    }

    private static int OtherUser(string[] _)
    {
        if (Posix.geteuid() != 0)
        {
            Posix.Say("other-user: only root can become another user", Posix.StandardError);
            return MayNot;
        }

        return Orphan(Birth.OtherUser, "nobody");
    }

    /// <summary>The known gap of every lineage: after its keeper was killed, nothing tells its owner.</summary>
    private static int Untraceable(string[] _) =>
        Orphan(Birth.Unmarked | Birth.WipedEnvironment | Birth.ClosedStreams | Birth.NoDescriptors | Birth.Stubborn, "untraceable");

    private static int Orphan(Birth birth, string name)
    {
        Spawner.Reap(Spawner.Self(Birth.NewSession, FamilyHabits.OrphanSleepOf(birth | Birth.NewSession, name)));
        return EndingHabits.ExitOnEof([]);
    }
}
