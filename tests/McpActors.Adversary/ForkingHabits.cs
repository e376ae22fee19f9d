namespace McpActors.Adversary;

/// <summary>Fork races. All end at the deadline, and none has more than a hundred processes at a time.</summary>
internal static class ForkingHabits
{
    public static readonly Habit[] All =
    [
        new("fork-chain", "for ever: a successor in a new session, then its own end", ForkChain),
        new("fast-chain", "the same in a shell that ignores SIGTERM, without exec: a thousand links a second, one session", _ => Shell(FastChain)),
        new("session-chain", "the same in a shell that ignores SIGTERM, each link in a new session", _ => Shell(SessionChain)),
        new("forks-and-ignores", "stubborn, with 25 children like itself, and for ever starts more that live for a second", ForksAndIgnores),
        new("fork-tree", "31 shells in sessions of their own that ignore SIGTERM and replace a child that ends", _ => Shell(Tree)),
    ];

    // In all scripts: $1 is the deadline in seconds of uptime, $2 is the script itself; read and [ are built in, so they fork nothing.
    private const string InTime = """intime() { read -r up _ < /proc/uptime; [ "${up%.*}" -lt "$1" ]; }; """;

    private const string FastChain =
        InTime + """
        trap '' TERM
        links=0
        link() {
          links=$((links + 1))
          [ "$links" -lt 500 ] || exec sh -c "$2" chain "$1" "$2" # shells limit recursion
          intime "$1" && link "$1" "$2" &
        }
        link "$1" "$2"
        """;

    private const string SessionChain = InTime + """trap '' TERM; intime "$1" && setsid sh -c "$2" chain "$1" "$2" & """;

    private const string Tree =
        InTime + """
        trap '' TERM
        depth=${3:-4}
        [ "$depth" -gt 0 ] || { echo "grown $$"; while intime "$1"; do sleep 1; done; exit; }
        child() { while intime "$1"; do setsid sh -c "$2" tree "$1" "$2" $((depth - 1)); done; }
        child "$1" "$2" & child "$1" "$2" & wait
        """;

    private static int ForkChain(string[] args)
    {
        Spawner.Self(Birth.NewSession, "fork-chain", "link");
        if (args.Length > 0)
            return 0;

        return EndingHabits.ExitOnEof([]);
    }

    private static int ForksAndIgnores(string[] _)
    {
        const int Staying = 25, AtMost = 50, Pace = 40; // milliseconds: with a life of a second each, 25 more
        Inheritance.Become(Birth.Stubborn);
        var alive = 0;
        for (; alive < Staying; alive++)
            Posix.Say($"child {Spawner.Sleep(Alternate(alive))} stubborn");
        EndingHabits.Ready();
        for (var started = 0; ; started++)
        {
            Thread.Sleep(Pace);
            alive -= Spawner.ReapEnded();
            if (alive == AtMost)
                continue;
            Spawner.Sleep(Alternate(started), seconds: 1);
            alive++;
        }

        static Birth Alternate(int number) => number % 2 == 0 ? Birth.Plain : Birth.NewSession;
    }

    private static int Shell(string script)
    {
        Posix.Say($"child {Spawner.Shell(Birth.NewSession, script)} sh");
        return EndingHabits.ExitOnEof([]);
    }
}
