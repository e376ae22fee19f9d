using System.Diagnostics;
using System.Runtime.InteropServices;
using McpActors.Host.Output;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace McpActors.Host.Composition;

/// <summary>
/// SIGTERM, Ctrl-C and the loss of the terminal start an orderly stop, once. A second Ctrl-C kills the remaining
/// processes at once. SIGHUP reloads the configuration, unless the terminal was lost.
/// </summary>
internal sealed class StopSignals(IHostApplicationLifetime lifetime, ILogger log) : IHostLifetime, IDisposable
{
    // One key press may deliver SIGINT twice: from the terminal to the process group, and from a wrapper that forwards
    // it.
    private static readonly TimeSpan SameKeyPress = TimeSpan.FromMilliseconds(300);

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly bool _hadTerminal = HasTerminal();
    private Action? _hurry;
    private Action? _reload;
    private int _stopping;
    private long _since;

    /// <summary>Takes over the signals, so that they no longer end the process directly.</summary>
    public void Listen()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP])
            _registrations.Add(PosixSignalRegistration.Create(signal, Receive));
    }

    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sets the action for a Ctrl-C while the host stops.</summary>
    public void SecondTime(Action hurry) => _hurry = hurry;

    /// <summary>Sets the action for SIGHUP. Without an action, SIGHUP stops the host.</summary>
    public void Hangup(Action reload) => _reload = reload;

    /// <summary>The host stops by itself: the next Ctrl-C counts as the second.</summary>
    public void ShuttingDown() => Interlocked.Exchange(ref _stopping, 1);

    public void Dispose()
    {
        foreach (var registration in _registrations) registration.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        if (context.Signal == PosixSignal.SIGHUP && _reload is { } reload && HasTerminal() == _hadTerminal)
        {
            if (Volatile.Read(ref _stopping) == 0) reload();
        }
        else if (Interlocked.Exchange(ref _stopping, 1) == 0)
        {
            _since = Stopwatch.GetTimestamp();
            log.Information(Line.Begin + "{Signal:l}: running batches may finish, then the servers are stopped; press Ctrl-C to kill them at once",
                Line.Program, "stopping", context.Signal.ToString());
            lifetime.StopApplication();
        }
        else if (context.Signal == PosixSignal.SIGINT && Stopwatch.GetElapsedTime(_since) > SameKeyPress)
        {
            log.Warning(Line.Begin + "second Ctrl-C: killing the remaining processes", Line.Program, "hurrying");
            _hurry?.Invoke();
        }
    }

    // tty(4): opening /dev/tty fails with ENXIO in a process that has no controlling terminal, or has lost it.
    private static bool HasTerminal()
    {
        try
        {
            using var terminal = File.OpenHandle("/dev/tty");
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
