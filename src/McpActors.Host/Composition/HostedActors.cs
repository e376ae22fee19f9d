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
/// The actors in a generic host: started once, shut down once, however it comes to that. What happens meanwhile is printed.
/// </summary>
internal sealed class HostedActors : IAsyncDisposable
{
    public const string SystemName = "mcpactors";

    // What the host needs beside coordinated shutdown, which it must outwait: to be cut short would leave processes behind.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly IHost _host;
    private readonly Serilog.ILogger _log;
    private readonly StopSignals _signals;
    private readonly OtlpExport? _export;
    private ActorSystem? _system;
    private bool _stopped;

    /// <param name="config">The configuration of the actor system.</param>
    /// <param name="log">Where everything is told.</param>
    /// <param name="export">Where traces and metrics go; null for nowhere.</param>
    public HostedActors(Config config, Serilog.ILogger log, OtlpSettings? export)
    {
        _log = log;
        if (export is not null) _export = new OtlpExport(export);
        var whole = config.WithFallback(ProgramDefaults.Config);
        var builder = new HostApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        // The host says with a stack trace what it then throws, and what is thrown is reported once.
        builder.Logging.AddSerilog(log).AddFilter<SerilogLoggerProvider>("Microsoft", LogLevel.None);
        builder.Services.AddSingleton(log);
        builder.Services.AddSingleton<StopSignals>();
        builder.Services.AddSingleton<IHostLifetime>(provider => provider.GetRequiredService<StopSignals>());
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ProgramDefaults.CoordinatedShutdown(whole) + Margin);
        ActorComposition.Add(builder.Services, whole, log);
        _host = builder.Build();
        _signals = _host.Services.GetRequiredService<StopSignals>();
    }

    /// <summary>Every process that was started.</summary>
    public ProcessBook Book { get; } = new();

    public McpActorsExtension Actors => McpActorsExtension.Get(System);

    /// <summary>Cancelled when it is time to stop.</summary>
    public CancellationToken Stopping => _host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;

    private ActorSystem System => _system ?? throw new InvalidOperationException("The actor system is not there yet.");

    /// <summary>Starts the actors.</summary>
    /// <exception cref="OperationCanceledException">It was time to stop before all had started. <see cref="StopAsync"/> is still to be called.</exception>
    /// <exception cref="ActorsNotStartedException">Something is wrong. <see cref="StopAsync"/> is still to be called.</exception>
    public async Task StartAsync()
    {
        try
        {
            _signals.Listen();
            // Before the host starts: what goes wrong here is then ours to report.
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

    /// <summary>Has something printed after everything that was published before.</summary>
    public void Publish(object published) => System.EventStream.Publish(published);

    /// <summary>What is done at SIGHUP.</summary>
    public void OnHangup(Action reload) => _signals.Hangup(reload);

    /// <summary>Why the actor system ends, or has ended, although no signal asked for it; null otherwise. To be read before <see cref="StopAsync"/>.</summary>
    public string? OwnEnd => _system is null ? null : SystemEnd.Why(_system);

    /// <summary>Waits until a signal asks for the stop, or the actor system has ended by itself.</summary>
    public async Task WaitForStopAsync()
    {
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = Stopping.Register(stop.SetResult).ConfigureAwait(false);
        await Task.WhenAny(stop.Task, System.WhenTerminated);
    }

    /// <summary>Runs the coordinated shutdown, if nothing has yet, and waits for its end.</summary>
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

    /// <summary>Starts the actor that prints events, and subscribes it at once: an event published before its PreStart ran would be lost.</summary>
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
            CoordinatedShutdown.PhaseBeforeActorSystemTerminate, "print what happened last", () => EventPrinter.Flush(printer));
        _signals.SecondTime(() => McpActorsExtension.Get(system).Hurry());
    }

    private static async Task EndAsync(ActorSystem system)
    {
        // A start that was cut short may not have come as far as the host's own way to stop the system.
        await CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance);
        // The servers have been seen to by now; an actor that does not end must not keep the program.
        await Task.WhenAny(system.WhenTerminated, Task.Delay(Margin));
    }
}
