namespace McpActors.Adversary;

/// <summary>Servers that take memory.</summary>
internal static class MemoryHabits
{
    public static readonly Habit[] All =
    [
        new("hog", "MB [child|session|orphan...]: touches MB MiB and starts the next like itself, which has the rest; ends with its stdin", Hog),
        new("hog-parent", "MB [...]: starts such a one in its own session, and ends", HogParent),
    ];

    private static unsafe int Hog(string[] args)
    {
        var length = int.Parse(args[0], CultureInfo.InvariantCulture) << 20;
        new Span<byte>(NativeMemory.Alloc((nuint)length), length).Fill(1);
        string[] next = [args[0], .. args.Skip(2)];
        switch (args.ElementAtOrDefault(1))
        {
            case "child":
                Spawner.Self(Birth.Plain, ["hog", .. next]);
                break;
            case "session":
                Spawner.Self(Birth.NewSession, ["hog", .. next]);
                break;
            case "orphan":
                Spawner.Reap(Spawner.Self(Birth.NewSession, ["hog-parent", .. next]));
                break;
        }

        return EndingHabits.ExitOnEof([]);
    }

    private static int HogParent(string[] args)
    {
        Spawner.Self(Birth.Plain, ["hog", .. args]);
        return 0;
    }
}
