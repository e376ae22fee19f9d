namespace McpActors.Redis.Tests;

/// <summary>Redis is never a reason to end a session.</summary>
public sealed class OutageTests
{
    private const string Key = "{mcp-actors}:session:s";

    [SkippableTheory]
    [InlineData("killed", "cannot be reached")]
    [InlineData("stopped", "")]
    [InlineData("read-only", "is read-only")]
    [InlineData("out of memory", "is out of memory")]
    [InlineData("other password", "password")]
    public async Task Sessions_outlive_an_outage_and_are_in_Redis_after_it(string outage, string reason)
    {
        await using var server = await RedisServer.StartAsync();
        using var worker = new Worker(server.Address);
        var old = await worker.OpenAsync("s");
        var ended = await worker.OpenAsync("ended");

        await BreakAsync(server, outage);
        await worker.RenewAsync(old);
        var young = await worker.OpenAsync("young");
        await worker.DownAsync();
        await Patience.Until(() => worker.Directory.Unavailable?.Contains(reason, StringComparison.Ordinal) is true, reason);
        await worker.Directory.ReleaseAsync(ended, default);
        Assert.Empty(await worker.RenewAsync(old, young));

        await MendAsync(server, outage);
        await worker.UpAsync();

        Assert.Equal(old.Token, (await worker.Directory.FindAsync("s", default))?.Token);
        Assert.Equal(young.Token, (await worker.Directory.FindAsync("young", default))?.Token);
        Assert.Null(await worker.Directory.FindAsync("ended", default));
        Assert.Empty(worker.Losses);
        // Each reason once, and then that it works.
        Assert.Equal(worker.Availability.Distinct(), worker.Availability);
        Assert.InRange(worker.Availability.Count, 2, 4);
        Assert.Null(worker.Availability.Last());
    }

    [SkippableFact]
    public async Task With_refuse_new_sessions_are_refused_with_the_reason()
    {
        await using var server = await RedisServer.StartAsync();
        using var worker = new Worker(server.Address, change: settings => settings with { WhenUnavailable = WhenUnavailable.Refuse });
        await worker.OpenAsync("s");
        await server.KillAsync();
        var refusal = await Assert.ThrowsAsync<RedisUnavailableException>(() => worker.Directory.TryClaimAsync(worker.Claim("t"), default));
        Assert.Contains($"Redis at {server.Address} cannot be reached", refusal.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task A_restart_between_two_looks_is_no_end()
    {
        await using var server = await RedisServer.StartAsync();
        using var worker = new Worker(server.Address);
        var claim = await worker.OpenAsync("s");
        await server.KillAsync();
        await server.BeginAsync();
        await Patience.Until(() => server.HasAsync(Key).Result, "key");
        Assert.Empty(await worker.RenewAsync(claim));
        Assert.Empty(worker.Losses);
    }

    [SkippableFact]
    public async Task After_a_restart_the_youngest_claim_is_written_whoever_writes_first()
    {
        await using var server = await RedisServer.StartAsync();
        await using SlowProxy proxy = new(server.Port, TimeSpan.Zero), other = new(server.Port, TimeSpan.Zero);
        using Worker slept = new($"127.0.0.1:{proxy.Port}"), successor = new($"127.0.0.1:{other.Port}", "b");
        var old = await slept.OpenAsync("s");
        proxy.IsFrozen = true;
        await slept.RunOutAsync(server);
        var young = await successor.OpenAsync("s");
        other.IsFrozen = true;
        await server.DoAsync("FLUSHALL");

        proxy.IsFrozen = false;
        await Patience.Until(() => (string?)server.DoAsync("HGET", Key, "token").Result == old.Token.ToString("N"), "old claim");
        other.IsFrozen = false;
        await Patience.Until(
            () =>
            {
                successor.RenewAsync(young).Wait();
                return (string?)server.DoAsync("HGET", Key, "token").Result == young.Token.ToString("N");
            },
            "young claim");

        Assert.Empty(await successor.RenewAsync(young));
        Assert.Equal(old, Assert.Single(await slept.RenewAsync(old)).Claim);
        Assert.Empty(successor.Losses);
    }

    [SkippableFact]
    public async Task A_slow_Redis_is_slow_and_no_more()
    {
        await using var server = await RedisServer.StartAsync();
        await using var proxy = new SlowProxy(server.Port, TimeSpan.FromSeconds(2));
        using var worker = new Worker($"127.0.0.1:{proxy.Port}", sessions: new SessionSettings { OpenTimeout = TimeSpan.FromSeconds(20) }, connectTimeout: 15_000);
        var claim = await worker.OpenAsync("s");
        worker.Directory.Used(claim);
        Assert.Empty(await worker.RenewAsync(claim));
        Assert.Equal(claim.Token, (await worker.Directory.FindAsync("s", default))?.Token);
        Assert.Empty(worker.Losses);
        Assert.Null(worker.Directory.Unavailable);
    }

    [SkippableFact]
    public async Task Sessions_that_are_opened_on_two_hosts_meanwhile_belong_to_the_first_that_is_written()
    {
        await using var server = await RedisServer.StartAsync();
        using Worker a = new(server.Address), b = new(server.Address, "b");
        await a.OpenAsync("x");
        await b.OpenAsync("y");
        await server.KillAsync();
        var (mine, theirs) = (await a.OpenAsync("s"), await b.OpenAsync("s"));
        await server.BeginAsync();
        await a.UpAsync();
        await b.UpAsync();

        var has = (await a.Directory.FindAsync("s", default))?.Token;
        var loser = Assert.Single(a.Losses.Concat(b.Losses));
        Assert.Equal(has == mine.Token ? theirs : mine, loser.Claim);
        Assert.Contains("Another host opened the session while Redis did not work", loser.Why, StringComparison.Ordinal);
    }

    private static Task BreakAsync(RedisServer server, string outage) => outage switch
    {
        "killed" => server.KillAsync(),
        "stopped" => Task.Run(() => server.Signal(Posix.SIGSTOP)),
        "read-only" => server.DoAsync("REPLICAOF", "127.0.0.1", "1"),
        "out of memory" => server.DoAsync("CONFIG", "SET", "maxmemory", "1"),
        _ => RotateAsync(server),
    };

    private static Task MendAsync(RedisServer server, string outage) => outage switch
    {
        "killed" => server.BeginAsync(),
        "stopped" => Task.Run(() => server.Signal(Posix.SIGCONT)),
        "read-only" => server.DoAsync("REPLICAOF", "NO", "ONE"),
        "out of memory" => server.DoAsync("CONFIG", "SET", "maxmemory", "0"),
        _ => server.DoAsync("CONFIG", "SET", "requirepass", ""),
    };

    // Redis lets those stay that are connected.
    private static async Task RotateAsync(RedisServer server)
    {
        await server.DoAsync("CONFIG", "SET", "requirepass", "rotated");
        await server.DoAsync("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes");
    }
}
