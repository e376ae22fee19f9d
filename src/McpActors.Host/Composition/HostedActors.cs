using Akka.Actor;
using Akka.Configuration;
using McpActors.Host.Export;
using McpActors.Host.Output;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Extensions.Logging;

namespace McpActors.Host.Composition;

/// <summary>
/// The actor system inside a generic host: started once, shut down once, for whatever reason. Prints events while it
/// runs.
/// </summary>
internal sealed class HostedActors : IAsyncDisposable
{
    public const string SystemName = "mcpactors";

    // Time that the host gets in addition to coordinated shutdown. A host that gives up first leaves processes behind.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly IHost _host;
    private readonly Serilog.ILogger _log;
    private readonly StopSignals _signals;
    private readonly OtlpExport? _export;
    private ActorSystem? _system;
    private bool _stopped;

    /// <param name="config">The configuration of the actor system.</param>
    /// <param name="log">The log for all lines.</param>
    /// <param name="export">Where traces and metrics are exported to; null for no export.</param>
    public HostedActors(Config config, Serilog.ILogger log, OtlpSettings? export)
    {
        _log = log;
        if (export is not null) _export = new OtlpExport(export);
        var whole = config.WithFallback(ProgramDefaults.Config);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        // The host logs a startup exception with its stack trace and then throws it; the program reports it once.
        builder.Logging.AddSerilog(log).AddFilter<SerilogLoggerProvider>("Microsoft", LogLevel.None);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton<StopSignals>();
        builder.Services.AddSingleton<IHostLifetime>(provider => provider.GetRequiredService<StopSignals>());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ProgramDefaults.CoordinatedShutdown(whole) + Margin);
        ActorComposition.Add(builder.Services, whole, log);
        _host = builder.Build();
        _signals = _host.Services.GetRequiredService<StopSignals>();
    }

    /// <summary>All processes that were started.</summary>
    public ProcessBook Book { get; } = new();

    public McpActorsExtension Actors => McpActorsExtension.Get(System);

    /// <summary>Cancelled when the host begins to stop.</summary>
    public CancellationToken Stopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    private ActorSystem System => _system ?? throw new InvalidOperationException("The actor system has not been started.");

    /// <summary>Starts the actors.</summary>
    /// <exception cref="OperationCanceledException">The host was stopped before everything had started. Call
    /// <see cref="StopAsync"/>.</exception>
    /// <exception cref="ActorsNotStartedException">The start failed. Call <see cref="StopAsync"/>.</exception>
    public async Task StartAsync()
    {
        try
        {
            _signals.Listen();
            // Created before the host starts, so that the program reports a failure itself.
            _system = _host.Services.GetRequiredService<ActorSystem>();
            Prepare(_system);
            McpActorsExtension.Get(_system);
            await _host.StartAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new ActorsNotStartedException(e);
        }
    }

    /// <summary>Publishes an event to be printed after all events that were published before it.</summary>
    public void Publish(object published) => System.EventStream.Publish(published);

    /// <summary>Sets the action for SIGHUP.</summary>
    public void OnHangup(Action reload) => _signals.Hangup(reload);

    /// <summary>
    /// The reason why the actor system ended without a signal; otherwise null. Read it before <see cref="StopAsync"/>.
    /// </summary>
    public string? OwnEnd => _system is null ? null : SystemEnd.Why(_system);

    /// <summary>Waits for a stop signal or for the actor system to end by itself.</summary>
    public async Task WaitForStopAsync()
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = Stopping.Register(stop.SetResult).ConfigureAwait(false);
        await Task.WhenAny(stop.Task, System.WhenTerminated);
    }

    /// <summary>Runs the coordinated shutdown, unless it already runs, and waits for its end.</summary>
    public async Task StopAsync()
    {
        _stopped = true;
        _signals.ShuttingDown();
        await _host.StopAsync();
        if (_system is not null) await EndAsync(_system);
        if (_export is not null) await _export.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stopped) await StopAsync();
        if (_host is IAsyncDisposable host) await host.DisposeAsync();
        else _host.Dispose();
    }

    /// <summary>
    /// Starts and subscribes the printing actor. It is subscribed here, because events published before its PreStart
    /// would be lost.
    /// </summary>
    internal static IActorRef StartPrinter(ActorSystem system, Serilog.ILogger log, ProcessBook book)
    {
        var printer = system.ActorOf(EventPrinter.Props(log, book), "printer");
        foreach (var published in EventPrinter.Printed) system.EventStream.Subscribe(printer, published);
        return printer;
    }

    private void Prepare(ActorSystem system)
    {
        var printer = StartPrinter(system, _log, Book);
        CoordinatedShutdown.Get(system).AddTask(
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "print the last events", () => EventPrinter.Flush(printer));
        _signals.SecondTime(() => McpActorsExtension.Get(system).Hurry());
    }

    private static async Task EndAsync(ActorSystem system)
    {
        // A start that was cancelled may not have registered the host's own way to stop the system.
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        // All servers have been ended by now; an actor that does not stop must not block the program.
        await Task.WhenAny(system.WhenTerminated, Task.Delay(Margin));
    }
}
