using McpActors.Processes.Tests.Registry;

namespace McpActors.Processes.Tests.Sweeping;

/// <summary>
/// A test with real processes that only their lineage holds. The oracle is independent of the product's scan: the test
/// process is a subreaper, so every process that a sweep misses becomes its child. A look-alike, a neighbour's server
/// and one of our own in use must live.
/// </summary>
public abstract class SweepTest : IAsyncLifetime, IDisposable
{
    private readonly List<IDisposable> _ends = [];
    private readonly Bystander _lookAlike;
    private readonly LeasedServer _inUse, _neighbours;

    protected SweepTest()
    {
        Subreaper.Enable();
        var folder = EndAfterwards(new TemporaryFolder());
        Registry = HostRegistry.Open(folder.Path);
        Host = EndAfterwards(Registry.Register("tested"));
        Ledger = new LeaseLedger(Host.Tag);
        Sweeper = new LineageSweeper(Ledger, Registry);
        _lookAlike = EndAfterwards(new Bystander());
        _inUse = Lease(Ledger, "echo");
        _neighbours = Lease(new LeaseLedger(EndAfterwards(Registry.Register("neighbour")).Tag), "echo");
    }

    private protected HostRegistry Registry { get; }

    private protected HostRegistration Host { get; }

    private protected LeaseLedger Ledger { get; }

    private protected LineageSweeper Sweeper { get; }

    public Task InitializeAsync() => Task.WhenAll(_lookAlike.Ready(), _inUse.Ready(), _neighbours.Ready());

    public async Task DisposeAsync()
    {
        Assert.True(_lookAlike.IsAlive, "the look-alike was ended");
        foreach (var server in new[] { _inUse, _neighbours })
        {
            await server.Say("alive");
            await server.Line("alive");
            Assert.Equal(LeaseState.Running, server.Lease.State);
        }
    }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (var end in Enumerable.Reverse(_ends)) end.Dispose();
        Assert.Empty(Subreaper.EndSurvivors());
    }

    private protected T EndAfterwards<T>(T started)
        where T : IDisposable
    {
        _ends.Add(started);
        return started;
    }

    private protected LeasedServer Lease(LeaseLedger ledger, string habit, int grace = 300, int? termGrace = null) =>
        EndAfterwards(LeasedServer.Start(ledger, [Artifacts.Adversary, .. habit.Split(' ')], grace, termGrace));

    /// <summary>A process that bears this mark and has no keeper.</summary>
    private protected async Task<StartedProcess> Marked(LineageMark mark)
    {
        var process = EndAfterwards(StartedProcess.Start([Artifacts.Adversary, "remarked", mark.Limit.ToString(CultureInfo.InvariantCulture)]));
        await process.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line");
        return process;
    }

    /// <summary>The mark of an extinct lease of this host.</summary>
    private protected LineageMark ClosedMark()
    {
        var lease = Ledger.Begin("closed", TimeSpan.FromSeconds(1));
        lease.StartFailed("the test needs a lease that is over");
        return lease.Lineage.Mark;
    }

    private protected Task<LineageReport> Sweep(bool trial = false) => Sweeper.SweepAsync(trial).WaitAsync(Patience.Limit);

    /// <summary>
    /// Sweeps until no process was started during the scan, because other processes run on this machine.
    /// </summary>
    private protected async Task<LineageReport> SweepUntilComplete()
    {
        LineageReport report;
        do report = await Sweep();
        while (!report.Scan.Complete);
        return report;
    }

    /// <summary>The findings of one host. Processes of others are not this test's.</summary>
    private protected static List<LineageFinding> Of(LineageReport report, HostTag host) => [.. report.Findings.Where(finding => finding.Mark.Host == host)];
}
