using Akka.Event;

namespace McpActors.Hosting.Tests;

/// <summary>A warning for services that would outlive the actor system they use.</summary>
public sealed class HostedServiceOrderTests
{
    private const string Last = "the last one";

    [Fact]
    public async Task One_that_is_registered_before_it_is_named()
    {
        var warnings = await WarningsAsync(before: services => services.AddHostedService<UsesServers>().AddHostedService<UsesAnActor>().AddHostedService<UsesNothing>());

        Assert.Equal(2, warnings.Count);
        Assert.Contains(warnings, warning => warning.Contains(nameof(UsesServers), StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains(nameof(UsesAnActor), StringComparison.Ordinal) && warning.Contains("Register it after AddAkka", StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_is_registered_after_it_is_as_it_should_be() =>
        Assert.Empty(await WarningsAsync(after: services => services.AddHostedService<UsesServers>().AddHostedService<UsesAnActor>()));

    [Fact]
    public async Task Where_all_stop_at_once_their_order_does_not_help()
    {
        var warning = Assert.Single(await WarningsAsync(after: services =>
            services.AddHostedService<UsesServers>().Configure<HostOptions>(options => options.ServicesStopConcurrently = true)));

        Assert.Contains("ServicesStopConcurrently", warning);
    }

    [Fact]
    public async Task Where_Akka_handles_the_signals_their_order_does_not_help()
    {
        var warning = Assert.Single(await WarningsAsync(
            after: services => services.AddHostedService<UsesServers>().AddHostedService<UsesNothing>(),
            hocon: "akka.coordinated-shutdown.run-by-clr-shutdown-hook = on"));

        Assert.Contains("run-by-clr-shutdown-hook", warning);
        Assert.Contains(nameof(UsesServers), warning);
        Assert.DoesNotContain(nameof(UsesNothing), warning);
    }

    private static async Task<IReadOnlyList<string>> WarningsAsync(
        Action<IServiceCollection>? before = null, Action<IServiceCollection>? after = null, string hocon = "")
    {
        var warnings = new ConcurrentQueue<string>();
        await using var platform = await Platform.StartAsync(
            akka => akka
                .AddHocon($"akka.loggers = [\"{typeof(Listener).AssemblyQualifiedName}\"]\n{hocon}", HoconAddMode.Prepend)
                .AddSetup(new Heard(warnings))
                .WithMcpActors(),
            before,
            after);
        // A stopped logger drops the messages in its mailbox.
        platform.System.Log.Warning(Last);
        await Patience.Until(() => warnings.Contains(Last), Last);
        await platform.StopAsync();
        return [.. warnings.Where(warning => warning.Contains("McpActors", StringComparison.Ordinal) || warning.Contains("HostOptions", StringComparison.Ordinal))];
    }

    private sealed class Heard(ConcurrentQueue<string> warnings) : Akka.Actor.Setup.Setup
    {
        public ConcurrentQueue<string> Warnings { get; } = warnings;
    }

    private sealed class Listener : ReceiveActor
    {
        public Listener()
        {
            var heard = Context.System.Settings.Setup.Get<Heard>().Value.Warnings;
            Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
            Receive<Warning>(warning => heard.Enqueue(warning.Message.ToString()!));
            ReceiveAny(_ => { });
        }
    }

    private sealed class UsesServers(IMcpServers servers) : Idle
    {
        public IMcpServers Servers { get; } = servers;
    }

    // Resolved only on use: in a service that is created before the actors it would throw.
    private sealed class UsesAnActor(IRequiredActor<McpSessions>? sessions = null) : Idle
    {
        public IRequiredActor<McpSessions>? Sessions { get; } = sessions;
    }

    private sealed class UsesNothing : Idle;

    private abstract class Idle : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
