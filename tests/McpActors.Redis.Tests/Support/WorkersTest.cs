namespace McpActors.Redis.Tests.Support;

/// <summary>A test with workers that are processes. Nothing may be left at its end.</summary>
public abstract class WorkersTest : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpactors-workers-");
    private readonly List<WorkerProcess> _workers = [];
    private RedisServer? _server;

    internal RedisServer Server => _server!;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var worker in _workers) worker.Dispose();
        if (_server is not null) await _server.DisposeAsync();
        await Household.AssertEmptyWithinAsync(TimeSpan.FromSeconds(15));
        _folder.Delete(recursive: true);
    }

    internal async Task<WorkerProcess[]> StartAsync(int count, string claimTtl = "5m")
    {
        _server = await RedisServer.StartAsync();
        var started = new List<WorkerProcess>();
        while (started.Count < count) started.Add(await AddAsync(claimTtl));
        return [.. started];
    }

    /// <summary>One more worker.</summary>
    internal async Task<WorkerProcess> AddAsync(string claimTtl)
    {
        var worker = await WorkerProcess.StartAsync(Server.Address, Path.Combine(_folder.FullName, "run"), claimTtl);
        lock (_workers) _workers.Add(worker);
        return worker;
    }
}
