namespace McpActors.Processes.Tests.Sweeping;

/// <summary>An adversary behind a real keeper, under a lease, as in a host.</summary>
internal sealed class LeasedServer : IDisposable
{
    private readonly LineLog _lines;

    private LeasedServer(Lease lease, KeptProcess process)
    {
        (Lease, Process) = (lease, process);
        // The oracle must not reap the launcher's processes.
        Subreaper.Register(process.Identity.Pid);
        lease.Attach(process);
        _lines = new LineLog(process.StandardOutput);
    }

    public Lease Lease { get; }

    public KeptProcess Process { get; }

    public int Keeper => Process.Identity.Pid;

    public static LeasedServer Start(LeaseLedger ledger, IReadOnlyList<string> command, int grace = 300, int? termGrace = null)
    {
        var lease = ledger.Begin("tested", TimeSpan.FromMilliseconds(grace + (termGrace ?? grace)));
        return new LeasedServer(lease, new KeeperLauncher(Linux.KeeperTest.KeeperPath).Start(new ProcessSpec
        {
            Server = lease.Server,
            Command = command[0],
            Arguments = [.. command.Skip(1)],
            Environment = new Dictionary<string, string> { ["PATH"] = "/usr/local/bin:/usr/bin:/bin" },
            Lineage = lease.Lineage,
            EofGrace = TimeSpan.FromMilliseconds(grace),
            TermGrace = TimeSpan.FromMilliseconds(termGrace ?? grace),
        }));
    }

    /// <summary>See <see cref="KeptServer.Ready"/>.</summary>
    public async Task<int> Ready(int grown = 0)
    {
        for (; grown > 0; grown--) await Line("grown");
        return int.Parse((await Line("ready")).Split(' ')[1], CultureInfo.InvariantCulture);
    }

    public async Task<int> Child(string name) => int.Parse(
        (await _lines.Next(line => line.StartsWith("child ", StringComparison.Ordinal) && line.EndsWith(name, StringComparison.Ordinal), $"child {name} line"))
            .Split(' ')[1],
        CultureInfo.InvariantCulture);

    public Task<string> Line(string start) => _lines.Next(line => line.StartsWith(start, StringComparison.Ordinal), $"{start} line");

    public async Task Say(string line) => await Process.StandardInput.WriteAsync(Encoding.UTF8.GetBytes(line + "\n"));

    /// <summary>Kills the keeper, the fault that a host can do least about.</summary>
    /// <returns>The time stamp, for <see cref="Stopwatch.GetElapsedTime(long)"/>.</returns>
    public async Task<long> KillKeeper()
    {
        var since = Stopwatch.GetTimestamp();
        Signal(Posix.SIGKILL);
        Assert.False((await Lease.Extinct.WaitAsync(Patience.Limit)).Confirmed);
        Subreaper.Unregister(Keeper);
        return since;
    }

    public void Signal(int signal) => Posix.Check(Posix.kill(Keeper, signal), "kill");

    public void Dispose()
    {
        Process.Kill();
        Process.Extinct.Wait(Patience.Limit);
        Process.Dispose();
        Subreaper.Unregister(Keeper);
    }
}
