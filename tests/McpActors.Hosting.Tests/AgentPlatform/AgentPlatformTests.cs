using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace AgentPlatform;

/// <summary>
/// A day of the platform with real servers; at its end the process table is the same as at its beginning.
/// </summary>
public sealed class AgentPlatformTests
{
    [LinuxFact]
    public Task A_day_with_a_server_of_our_own() => DayAsync([Artifacts.Adversary, "mcp-well"], "text");

    [NpxFact]
    public Task A_day_with_a_public_server() => DayAsync(["npx", "-y", NpxServers.Everything], "message");

    [LinuxFact]
    public async Task A_stop_in_the_midst_of_the_work_leaves_nothing_and_nobody_without_an_answer()
    {
        await using var platform = await RunningPlatform.StartAsync([Artifacts.Adversary, "mcp-hangs-in-call"], "text");
        Task<string>[] work = [platform.SayAsync("ann", "x"), platform.SayAsync("bob", "x"), platform.ReadAsync("x")];
        await Patience.Until(() => RunningPlatform.Keepers.Count == 3, "three processes");
        await UnderWayAsync(platform);

        await platform.StopAsync();

        Assert.Empty(Subreaper.EndSurvivors());
        foreach (var call in work) await Assert.ThrowsAnyAsync<Exception>(() => call.WaitAsync(Patience.ForHosts));
        Assert.All(work, call => Assert.False(call.Exception!.InnerException is AskTimeoutException, call.Exception.ToString()));
    }

    private static async Task DayAsync(IReadOnlyList<string> command, string echoed)
    {
        await using var platform = await RunningPlatform.StartAsync(command, echoed);

        await WorkAsync(platform);
        await CrashAsync(platform);
        await UpkeepAsync(platform);
        await ReloadAsync(platform);
        Assert.Equal(HealthStatus.Healthy, (await platform.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Status);
        var keepers = RunningPlatform.Keepers;
        await platform.StopAsync();

        Assert.NotEmpty(keepers);
        Assert.Empty(Subreaper.EndSurvivors());
    }

    private static async Task WorkAsync(RunningPlatform platform)
    {
        string[] agents = ["ann", "bob", "cleo"];

        var said = await Task.WhenAll(agents.Select(agent => platform.SayAsync(agent, $"I am {agent}")));

        Assert.All(agents.Zip(said), each => Assert.Contains($"I am {each.First}", each.Second));
        Assert.Equal(3, (await platform.PidsAsync(PlatformProgram.Desk)).Distinct().Count());
        Assert.Equal(3, RunningPlatform.Keepers.Count);
    }

    private static async Task CrashAsync(RunningPlatform platform)
    {
        var sessions = Inbox.Create(platform.System);
        platform.System.EventStream.Subscribe(sessions.Receiver, typeof(ISessionEvent));
        var before = await platform.PidsAsync(PlatformProgram.Desk);

        platform.System.ActorSelection("/user/agents/bob").Tell(Kill.Instance);

        Assert.Equal(SessionEnd.HolderGone, Assert.IsType<SessionEnded>(await sessions.ReceiveAsync(Patience.ForHosts)).Reason);
        await Patience.Until(() => before.Count(ProcView.IsAlive) == 2, "the end of what the session had for itself");
        Assert.Contains("still here", await platform.SayAsync("ann", "still here"));
        Assert.Contains("anew", await platform.SayAsync("bob", "I begin anew"));
    }

    private static async Task UpkeepAsync(RunningPlatform platform)
    {
        var batches = Inbox.Create(platform.System);
        platform.System.EventStream.Subscribe(batches.Receiver, typeof(BatchSwept));
        var scheduler = await platform.Services.GetRequiredService<IRequiredActor<PlatformScheduler>>().GetAsync();

        scheduler.Tell(new UpkeepIsDue());

        var swept = Assert.IsType<BatchSwept>(await batches.ReceiveAsync(Patience.ForHosts));
        Assert.Equal("library/echo Succeeded, digest Succeeded", string.Join(", ", swept.Batch.Jobs.Select(job => $"{job.Job.Name} {job.Outcome}")));
        // The desks and the library are in use, so the sweep leaves them alone.
        Assert.Empty(swept.Sweep.Processes);
        Assert.Equal(4, swept.Sweep.InUse);
    }

    private static async Task ReloadAsync(RunningPlatform platform)
    {
        var before = RunningPlatform.Keepers;
        using var enough = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            var read = 0;
            for (; !enough.IsCancellationRequested; read++) Assert.Contains("a page", await platform.ReadAsync("a page"));
            return read;
        })).ToList();

        var applied = await platform.Servers
            .ApplyAsync([.. platform.Mcp.Settings.Servers.Values.Select(server => server with { Environment = new Dictionary<string, string> { ["EDITION"] = "2" } })])
            .WaitAsync(Patience.ForHosts);
        await enough.CancelAsync();

        Assert.All(applied.Changes, change => Assert.Equal(ServerChangeKind.Replaced, change.Kind));
        Assert.All(await Task.WhenAll(readers), read => Assert.True(read > 0));
        Assert.DoesNotContain(before, ProcView.IsAlive);
        Assert.Contains("the same agent", await platform.SayAsync("ann", "at a new desk, the same agent"));
    }

    private static async Task UnderWayAsync(RunningPlatform platform)
    {
        using var patience = new CancellationTokenSource(Patience.ForHosts);
        while ((await platform.Servers.GetServersAsync(patience.Token)).Sum(server => server.Processes.Sum(process => process.Calls)) < 3)
            await Task.Delay(10, patience.Token);
    }
}
