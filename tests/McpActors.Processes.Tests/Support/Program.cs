namespace McpActors.Processes.Tests.Support;

/// <summary>
/// This assembly as a program, for tests as another user or in other mounts. It prints one line and ends.
/// </summary>
internal static partial class Program
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["scan"]:
                return Say(() => $"{new ProcessTable().Scan()}");
            case ["register", var folder]:
                return Say(() =>
                {
                    HostRegistry.Open(folder).Register("elsewhere").Withdraw();
                    return $"registered, and {Directory.GetFiles(folder, "*.host").Length} files are left";
                });
            case ["sweep", var folder]:
                return Say(() =>
                {
                    var since = Stopwatch.GetTimestamp();
                    var report = new LineageSweeper(null, HostRegistry.Open(folder)).SweepAsync().GetAwaiter().GetResult();
                    var elapsed = Stopwatch.GetElapsedTime(since).TotalMilliseconds;
                    return string.Create(
                        CultureInfo.InvariantCulture, $"fault {report.RegistryFault ?? "none"}; in ms {elapsed:0}; {string.Join("; ", report.Findings)}");
                });
            case ["sweep-own"]:
                return Say(SweepOwn);
            case ["host", ("guarded" or "unguarded") and var how, var habit]:
                return Say(() => HostOf(habit, guarded: how == "guarded"));
            case ["recycle"]:
                return Say(Recycling.Run);
            case ["headless"]:
                new Thread(() => Thread.Sleep(TimeSpan.FromSeconds(30))).Start();
                // exit(2) ends only the calling thread: the leader is a zombie, and its process lives.
                _ = Say(() => $"ready {Environment.ProcessId}");
                return (int)syscall(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 93 : 60, 0, 0, 0, 0);
            default:
                return 2;
        }
    }

    /// <summary>A host with one server in use. It sweeps for as long as it takes to give up a keeper.</summary>
    private static string SweepOwn()
    {
        var ledger = new LeaseLedger();
        var lease = ledger.Begin("own", TimeSpan.FromSeconds(1));
        using var server = new KeeperLauncher(Linux.KeeperTest.KeeperPath).Start(Servers.Cat with { Lineage = lease.Lineage });
        lease.Attach(server);
        var sweeper = new LineageSweeper(ledger, null);
        var hidden = false;
        for (var since = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(2.5);)
            hidden = sweeper.SweepAsync().GetAwaiter().GetResult().Scan.Hidden;
        server.Say("alive\n").GetAwaiter().GetResult();
        return $"hidden {hidden}; {lease.State.ToString().ToLowerInvariant()}; {server.ReadLine().GetAwaiter().GetResult()}";
    }

    /// <summary>A host with one server that attacks it.</summary>
    private static string HostOf(string habit, bool guarded)
    {
        if (guarded && HostProtection.Apply() is { } fault) return fault;
        using var server = new KeeperLauncher(Linux.KeeperTest.KeeperPath).Start(Servers.Command(Artifacts.Adversary, habit));
        var lines = new List<string>();
        do lines.Add(server.ReadLine().GetAwaiter().GetResult());
        while (!lines[^1].StartsWith("ready", StringComparison.Ordinal));
        server.Stop();
        var exit = server.End().GetAwaiter().GetResult();
        return $"{string.Join("; ", lines)}; confirmed {exit.Confirmed}";
    }

    private static int Say(Func<string> work)
    {
        try
        {
            Console.Out.WriteLine(work());
            return 0;
        }
        catch (IOException e)
        {
            Console.Out.WriteLine($"{e.GetType().Name}: {e.Message}");
            return 1;
        }
    }

    [LibraryImport("libc")]
    private static partial long syscall(long number, nint a, nint b, nint c, nint d);
}
