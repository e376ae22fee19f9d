using Akka.Event;

namespace McpActors.Tests.Servers.Life;

/// <summary>
/// A lifetime that ends while something delays the replacement, in virtual time; the processes are real.
/// </summary>
public sealed class LifetimeTests() : ActorTest($"akka {{ scheduler.implementation = \"{typeof(VirtualTime).AssemblyQualifiedName}\" }}")
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);

    private VirtualTime Clock => (VirtualTime)Sys.Scheduler;

    [Fact]
    public async Task A_task_that_outlasts_it_delays_the_replacement_to_its_end()
    {
        var servers = Servers(Aging());
        await StartAsync(servers);
        var owner = await BeginWorkAsync(servers);
        Clock.Advance(Lifetime + TimeSpan.FromMinutes(10));
        await SyncAsync();
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessExited));

        servers.Tell(new EndWork("a", "crawl"), owner);
        await UntilAsync(async () => (await StatusAsync(servers)).Processes.Single().Work == 0);
        await SyncAsync();
        Clock.Advance(Moment);

        var exited = await ExpectMsgAsync<ProcessExited>(Patience);
        Assert.True(exited is { Lease: 1, Requested: true });
        Assert.Contains("max-lifetime", exited.Exit.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_replacement_that_failed_is_tried_again_after_the_longest_backoff_and_not_before()
    {
        var program = Path.Combine(Path.GetTempPath(), $"mcp-{Guid.NewGuid():N}");
        File.CreateSymbolicLink(program, Artifacts.Adversary);
        try
        {
            var servers = Servers(Aging() with { Command = program, Restart = new RestartSettings { MaxBackoff = Pause } });
            await StartAsync(servers);
            Sys.EventStream.Subscribe(TestActor, typeof(Warning));
            File.Delete(program);
            Clock.Advance(Lifetime);
            await FishForMessageAsync<Warning>(warning => $"{warning.Message}".Contains("was not replaced", StringComparison.Ordinal), Patience);
            Sys.EventStream.Unsubscribe(TestActor, typeof(Warning));
            Sys.EventStream.Subscribe(TestActor, typeof(ProcessExited));
            await SyncAsync();

            // Other reasons to check do not cause another attempt.
            var owner = await BeginWorkAsync(servers);
            servers.Tell(new EndWork("a", "crawl"), owner);
            await UntilAsync(async () => (await StatusAsync(servers)).Processes.Single().Work == 0);
            await SyncAsync();
            Clock.Advance(Pause - Moment);
            await SyncAsync();
            Assert.Null(await IdentifyAsync("/user/servers/a/3"));
            File.CreateSymbolicLink(program, Artifacts.Adversary);
            Clock.Advance(Moment);

            Assert.Equal(1, (await ExpectMsgAsync<ProcessExited>(Patience)).Lease);
            // The second process was the one that failed.
            Assert.Equal(3, (await StatusAsync(servers)).Lease);
        }
        finally
        {
            File.Delete(program);
        }
    }

    private static ServerSettings Aging() =>
        Adversary("a", "mcp-well") with { MaxLifetime = Lifetime, Health = new HealthSettings { Interval = TimeSpan.Zero } };

    // The deciding actor has handled all messages to it, including its own.
    private async Task SyncAsync()
    {
        for (var i = 0; i < 3; i++) Assert.NotNull(await IdentifyAsync("/user/servers/a"));
    }

    private async Task<IActorRef?> IdentifyAsync(string path) =>
        (await Sys.ActorSelection(path).Ask<ActorIdentity>(new Identify(null), Patience)).Subject;
}
