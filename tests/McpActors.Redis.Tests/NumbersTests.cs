namespace McpActors.Redis.Tests;

/// <summary>The costs of the directory. The bounds leave room for a busy machine; the output has the numbers.</summary>
public sealed class NumbersTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task Ten_thousand_sessions_are_checked_in_a_pipeline_without_a_list_of_keys()
    {
        await using var server = await RedisServer.StartAsync();
        using var worker = new Worker(server.Address, sessions: new SessionSettings());
        var claims = Enumerable.Range(0, 10_000).Select(number => worker.Claim($"{number}")).ToList();
        var since = Stopwatch.GetTimestamp();
        Assert.All(await Task.WhenAll(claims.Select(claim => worker.Directory.TryClaimAsync(claim, default))), Assert.Null);
        output.WriteLine($"10,000 claims: {Stopwatch.GetElapsedTime(since).TotalMilliseconds:0} ms");

        var before = await ScriptsAsync(server);
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 10; round++)
        {
            since = Stopwatch.GetTimestamp();
            Assert.Empty(await worker.Directory.RenewAsync(claims, default));
            best = Stopwatch.GetElapsedTime(since) is var took && took < best ? took : best;
            output.WriteLine($"check of 10,000 sessions: {took.TotalMilliseconds:0} ms");
        }
        // One script for 500 sessions; the worker's own loop may have added a check.
        Assert.InRange(await ScriptsAsync(server) - before, 200, 250);
        Assert.InRange(best, TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.Equal((0, 0), (await server.CallsAsync("keys"), await server.CallsAsync("scan")));
    }

    private static async Task<int> ScriptsAsync(RedisServer server) => await server.CallsAsync("evalsha") + await server.CallsAsync("eval");
}
