namespace McpActors.Redis.Tests;

/// <summary>A session's life in Redis is the session's life.</summary>
public sealed class LifeTests
{
    private const string Key = "{mcp-actors}:session:s";

    [SkippableTheory]
    [InlineData("PEXPIRE", "has expired")]
    [InlineData("DEL", "was deleted")]
    [InlineData("UNLINK", "was deleted")]
    public async Task A_session_ends_at_once_when_its_key_is_gone(string command, string how)
    {
        await using var server = await RedisServer.StartAsync();
        using var worker = new Worker(server.Address);
        var claim = await worker.OpenAsync("s");
        await Listening(server);

        await server.DoAsync(command, command == "PEXPIRE" ? [Key, "1"] : [Key]);

        Assert.Equal(new ClaimLoss(claim, $"Its key in Redis {how}"), await worker.LossAsync());
    }

    [SkippableFact]
    public async Task Without_notifications_the_check_finds_it()
    {
        await using var server = await RedisServer.StartAsync("--notify-keyspace-events", "");
        using var worker = new Worker(server.Address);
        var (gone, kept) = (await worker.OpenAsync("s"), await worker.OpenAsync("t"));
        await server.DoAsync("DEL", Key);

        Assert.Equal("s", Assert.Single(await worker.RenewAsync(gone, kept)).Claim.Id);
        Assert.True(await server.HasAsync("{mcp-actors}:session:t"));
    }

    [SkippableFact]
    public async Task The_key_lives_as_long_as_the_session_may_be_idle_and_use_renews_it_once_in_a_while()
    {
        await using var server = await RedisServer.StartAsync();
        var hour = new SessionSettings { IdleTtl = TimeSpan.FromHours(1) };
        using var worker = new Worker(server.Address, sessions: hour, change: settings => settings with { RenewAtMostEvery = TimeSpan.FromSeconds(1) });
        var claim = await worker.OpenAsync("s");
        var left = (long)await server.DoAsync("PTTL", Key);
        Assert.InRange(left, TimeSpan.FromHours(1).TotalMilliseconds - 5000, TimeSpan.FromHours(1).TotalMilliseconds + 1000);
        await server.DoAsync("PEXPIRE", Key, "60000");

        // The first use after a second.
        await Patience.Until(
            () =>
            {
                worker.Directory.Used(claim);
                return (long)server.DoAsync("PTTL", Key).Result > 60000;
            },
            "renewal");
        var before = await ScriptsAsync(server);
        for (var i = 0; i < 1000; i++) worker.Directory.Used(claim);
        await worker.RenewAsync(claim);
        Assert.InRange(await ScriptsAsync(server) - before, 1, 3);
    }

    [SkippableFact]
    public async Task A_session_that_is_opened_elsewhere_moves_when_its_host_lets_go()
    {
        await using var server = await RedisServer.StartAsync();
        using Worker a = new(server.Address), b = new(server.Address, "b");
        var mine = await a.OpenAsync("s");
        var theirs = b.Claim("s");

        var moving = b.Directory.TryClaimAsync(theirs, default);
        Assert.Equal(new ClaimLoss(mine, "Another host has opened the session", IsWanted: true), await a.LossAsync());
        Assert.False(moving.IsCompleted);
        Assert.Equal(mine.Token, (await a.Directory.FindAsync("s", default))?.Token);
        await a.Directory.ReleaseAsync(mine, default);

        Assert.Null(await moving);
        Assert.Equal(theirs.Token, (await a.Directory.FindAsync("s", default))?.Token);
    }

    [SkippableFact]
    public async Task A_host_that_does_not_let_go_keeps_its_session()
    {
        await using var server = await RedisServer.StartAsync();
        using Worker a = new(server.Address), b = new(server.Address, "b");
        var mine = await a.OpenAsync("s");
        Assert.Equal(mine.Token, (await b.Directory.TryClaimAsync(b.Claim("s"), default))?.Token);
        Assert.Equal(mine.Token, (await b.Directory.FindAsync("s", default))?.Token);
    }

    [SkippableFact]
    public async Task A_worker_that_slept_does_not_write_over_its_successor()
    {
        await using var server = await RedisServer.StartAsync();
        using Worker slept = new(server.Address), successor = new(server.Address, "b");
        var old = await slept.OpenAsync("s");
        var before = (long)await server.DoAsync("HGET", Key, "fence");
        await slept.RunOutAsync(server);
        var young = await successor.OpenAsync("s");
        Assert.True((long)await server.DoAsync("HGET", Key, "fence") > before);

        Assert.Equal(old, (await slept.LossAsync()).Claim);
        Assert.Single(await slept.RenewAsync(old));
        await slept.Directory.ReleaseAsync(old, default);
        slept.Directory.Used(old);
        Assert.Equal(young.Token, (await slept.Directory.FindAsync("s", default))?.Token);
    }

    [SkippableFact]
    public async Task The_sessions_of_a_dead_host_are_released_by_the_others()
    {
        await using var server = await RedisServer.StartAsync();
        var quick = new SessionSettings { ClaimTtl = TimeSpan.FromSeconds(1) };
        using var other = new Worker(server.Address, "b", sessions: quick);
        var kept = await other.OpenAsync("kept");
        using (var dead = new Worker(server.Address, sessions: quick)) await dead.OpenAsync("s");

        var since = DateTime.UtcNow;
        while (await server.HasAsync(Key))
        {
            Assert.InRange(DateTime.UtcNow - since, TimeSpan.Zero, Patience.Limit);
            Assert.Empty(await other.RenewAsync(kept));
        }
        Assert.True(await server.HasAsync("{mcp-actors}:session:kept"));
        await Patience.Until(() => (int)server.DoAsync("ZCARD", "{mcp-actors}:hosts").Result == 1, "one host");
    }

    /// <summary>One node with all slots: it refuses scripts whose keys are in two slots.</summary>
    [SkippableFact]
    public async Task All_of_it_works_in_Redis_Cluster()
    {
        await using var server = await RedisServer.StartAsync("--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--notify-keyspace-events", "Kgxe");
        await server.DoAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        await Patience.Until(() => ((string?)server.DoAsync("CLUSTER", "INFO").Result)?.Contains("cluster_state:ok", StringComparison.Ordinal) is true, "cluster");
        using Worker a = new(server.Address), b = new(server.Address, "b", sessions: new SessionSettings { ClaimTtl = TimeSpan.FromSeconds(2), OpenTimeout = TimeSpan.FromSeconds(4) });
        var (mine, gone) = (await a.OpenAsync("s"), await a.OpenAsync("gone"));
        Assert.Empty(await a.RenewAsync(mine, gone));
        await Listening(server);
        await server.DoAsync("DEL", "{mcp-actors}:session:gone");
        Assert.Equal(gone, (await a.LossAsync()).Claim);

        var moving = b.Directory.TryClaimAsync(b.Claim("s"), default);
        await Patience.Until(() => a.Losses.Any(loss => loss.IsWanted), "wish");
        await a.Directory.ReleaseAsync(mine, default);
        Assert.Null(await moving);

        await a.OpenAsync("left behind");
        a.Directory.Used(mine);
        await a.RunOutAsync(server);
        a.Dispose();
        await a.RunOutAsync(server);
        await Patience.Until(() => !server.HasAsync("{mcp-actors}:session:left behind").Result, "release");
        Assert.Null(a.Directory.Unavailable);
        Assert.Null(b.Directory.Unavailable);
    }

    private static async Task<int> ScriptsAsync(RedisServer server) => await server.CallsAsync("evalsha") + await server.CallsAsync("eval");

    private static Task Listening(RedisServer server) =>
        Patience.Until(() => (int)server.DoAsync("PUBSUB", "NUMPAT").Result > 0, "subscription");
}
