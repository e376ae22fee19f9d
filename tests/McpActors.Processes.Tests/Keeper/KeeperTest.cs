namespace McpActors.Processes.Tests.Keeper;

/// <summary>A test with keepers: at its end no keeper, no server and no descendant may be left.</summary>
public abstract class KeeperTest : IDisposable
{
    private readonly List<IDisposable> _started = [];

    protected KeeperTest() => Subreaper.Enable();

    private protected KeptServer Start(
        IReadOnlyList<string> server, (int Eof, int Term)? graces = null, StartOptions? options = null, params IReadOnlyList<string> more) =>
        EndAfterwards(KeptServer.Start(server, graces, options, more));

    private protected KeptServer StartAdversary(string habit, (int Eof, int Term)? graces = null, StartOptions? options = null) =>
        EndAfterwards(KeptServer.StartAdversary(habit, graces, options));

    private protected T EndAfterwards<T>(T started)
        where T : IDisposable
    {
        _started.Add(started);
        return started;
    }

    /// <summary>Every test's proof that a keeper has left nothing.</summary>
    private protected static void AssertNothingEscaped() => Assert.Empty(Subreaper.EndSurvivors());

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing)
    {
        foreach (var started in Enumerable.Reverse(_started))
            started.Dispose();
        AssertNothingEscaped();
    }
}
