using Akka.Event;
using StackExchange.Redis;

namespace McpActors.Redis.Tests.Support;

/// <summary>A directory of one host, and what it reports.</summary>
internal sealed class Worker : ISessionDirectoryWatcher, IDisposable
{
    private readonly RedisSessionDirectory _directory;
    private readonly string _host;

    public Worker(string connection, string name = "a", Func<RedisSessionSettings, RedisSessionSettings>? change = null, SessionSettings? sessions = null, int connectTimeout = 1000)
    {
        _host = $"machine/{name}/akka://agents/{Guid.NewGuid():N}";
        var settings = new RedisSessionSettings { Connection = connection };
        var host = new McpActorsSettings { Sessions = sessions ?? new SessionSettings { OpenTimeout = TimeSpan.FromSeconds(2) }, Reaper = new ReaperSettings { SweepInterval = TimeSpan.Zero } };
        var options = ConfigurationOptions.Parse(connection);
        options.ConnectTimeout = connectTimeout;
        _directory = new RedisSessionDirectory(change?.Invoke(settings) ?? settings, host, new RedisLink(options, host.Sessions.OpenTimeout / 2), NoLogger.Instance);
        _directory.Watch(this);
    }

    public ISessionDirectory Directory => _directory;

    public ConcurrentQueue<ClaimLoss> Losses { get; } = [];

    public ConcurrentQueue<string?> Availability { get; } = [];

    public SessionClaim Claim(string id, string server = "files") => new(id, Guid.NewGuid(), server, _host, null, DateTimeOffset.UtcNow.AddMinutes(5));

    /// <summary>Claims an id that is free.</summary>
    public async Task<SessionClaim> OpenAsync(string id)
    {
        var claim = Claim(id);
        Assert.Null(await Directory.TryClaimAsync(claim, default));
        return claim;
    }

    public Task<IReadOnlyCollection<ClaimLoss>> RenewAsync(params SessionClaim[] claims) => Directory.RenewAsync(claims, default);

    public async Task<ClaimLoss> LossAsync()
    {
        await Patience.Until(() => !Losses.IsEmpty, "loss");
        return Assert.Single(Losses);
    }

    public async Task<string> DownAsync()
    {
        await Patience.Until(() => Directory.Unavailable is not null, "unavailable");
        return Directory.Unavailable ?? "";
    }

    public Task UpAsync() => Patience.Until(() => Directory.Unavailable is null, "available");

    /// <summary>The host's claims have run out, and it does not know.</summary>
    public Task RunOutAsync(RedisServer server) => server.DoAsync("ZADD", "{mcp-actors}:hosts", "0", _host);

    public void OnLost(ClaimLoss loss) => Losses.Enqueue(loss);

    public void OnAvailability(string? unavailable) => Availability.Enqueue(unavailable);

    public void Dispose() => _directory.Dispose();
}
