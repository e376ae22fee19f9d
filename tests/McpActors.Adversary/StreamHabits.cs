namespace McpActors.Adversary;

/// <summary>Habits about the standard streams.</summary>
internal static class StreamHabits
{
    public static readonly Habit[] All =
    [
        new("echo", "gives back every line; ends with its stdin", Echo),
        new("flood-stderr", "writes to stderr as fast as it can, for ever", FloodStandardError),
        new("long-line", "MB: so many bytes on stdout without a newline; ends with its stdin", LongLine),
        new("close-stdout", "closes stdout and lives; ends with its stdin", CloseStandardOutput),
        new("closes-stdout", "the same, and ignores stdin", ClosesStandardOutput),
        new("writes-forever", "ignores stdin and writes to stdout as fast as it can; keeps running without a reader", WritesForever),
    ];

    private const int Chunk = 64 * 1024;

    /// <summary>Reads stdin to its end.</summary>
    public static unsafe void Drain()
    {
        var buffer = stackalloc byte[4096];
        while (Posix.read(Posix.StandardInput, buffer, 4096) > 0)
        {
        }
    }

    private static unsafe int Echo(string[] _)
    {
        EndingHabits.Ready();
        var buffer = stackalloc byte[Chunk];
        nint count;
        while ((count = Posix.read(Posix.StandardInput, buffer, Chunk)) > 0)
            Posix.Write(new ReadOnlySpan<byte>(buffer, (int)count));
        return 0;
    }

    private static int FloodStandardError(string[] _)
    {
        Flood(Posix.StandardError);
        return 1;
    }

    private static int WritesForever(string[] _)
    {
        Flood(Posix.StandardOutput);
        return Deadline.LiveUntil();
    }

    private static void Flood(int fd)
    {
        EndingHabits.Ready();
        var chunk = new byte[Chunk];
        chunk.AsSpan().Fill((byte)'!');
        chunk[^1] = (byte)'\n';
        while (Posix.Write(chunk, fd))
        {
        }
    }

    private static int LongLine(string[] args)
    {
        EndingHabits.Ready();
        var chunk = new byte[Chunk];
        chunk.AsSpan().Fill((byte)'x');
        for (var chunks = int.Parse(args[0], CultureInfo.InvariantCulture) * (1024 * 1024 / Chunk); chunks > 0; chunks--)
        {
            if (!Posix.Write(chunk))
                return 1;
        }

        Drain();
        return 0;
    }

    private static int CloseStandardOutput(string[] _)
    {
        CloseStandardOutput();
        Drain();
        return 0;
    }

    private static int ClosesStandardOutput(string[] _)
    {
        CloseStandardOutput();
        return Deadline.LiveUntil();
    }

    private static void CloseStandardOutput()
    {
        EndingHabits.Ready();

        // CoreCLR duplicates each standard stream at its start.
        static string? TargetOf(string descriptor) => File.ResolveLinkTarget(descriptor, returnFinalTarget: false)?.Name;
        var stdout = TargetOf($"/proc/self/fd/{Posix.StandardOutput}");
        foreach (var descriptor in Directory.GetFiles("/proc/self/fd"))
        {
            if (TargetOf(descriptor) == stdout)
                _ = Posix.close(int.Parse(Path.GetFileName(descriptor), CultureInfo.InvariantCulture));
        }
    }
}
