using McpActors.Tests.Sessions;

namespace McpActors.Redis.Tests;

/// <summary>The directory in Redis, where a host that opens a session elsewhere is refused.</summary>
public sealed class RedisDirectoryTests : DirectoryContract, IAsyncDisposable
{
    private RedisServer? _server;
    private Worker? _worker;

    public override async Task<ISessionDirectory> StartAsync()
    {
        _server = await RedisServer.StartAsync();
        _worker = new Worker(_server.Address, change: settings => settings with { WhenOpenElsewhere = WhenOpenElsewhere.Refuse });
        return _worker.Directory;
    }

    // Redis' time cannot be moved, so the end of the claims is; again, if the directory has just renewed them.
    public override async Task RunOutAsync(ISessionDirectory directory, SessionClaim claim)
    {
        do await _server!.DoAsync("ZADD", "{mcp-actors}:hosts", "0", claim.Host);
        while (await directory.FindAsync(claim.Id, default) is not null);
    }

    public async ValueTask DisposeAsync()
    {
        _worker?.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }
}
