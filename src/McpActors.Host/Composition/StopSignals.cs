using System.Diagnostics;
using System.Runtime.InteropServices;
using McpActors.Host.Output;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace McpActors.Host.Composition;

/// <summary>
/// SIGTERM, Ctrl-C, and the loss of the terminal stop the host in order, once. A Ctrl-C after that hurries what is under way;
/// nothing abandons it. A SIGHUP that is no loss of the terminal reloads.
/// </summary>
internal sealed class StopSignals(IHostApplicationLifetime lifetime, ILogger log) : IHostLifetime, IDisposable
{
    // One Ctrl-C may come twice: from the terminal to the whole process group, and from a wrapper that passes it on.
    private static readonly TimeSpan SameKeyPress = TimeSpan.FromMilliseconds(300);

    private readonly List<PosixSignalRegistration> _registrations = [];
    private readonly bool _hadTerminal = HasTerminal();
    private Action? _hurry;
    private Action? _reload;
    private int _stopping;
    private long _since;

    /// <summary>From here on a signal does not end the process by itself.</summary>
    public void Listen()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP])
            _registrations.Add(PosixSignalRegistration.Create(signal, Receive));
    }

    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What a Ctrl-C does while the host stops.</summary>
    public void SecondTime(Action hurry) => _hurry = hurry;

    /// <summary>What SIGHUP does. Without it, it stops the host.</summary>
    public void Hangup(Action reload) => _reload = reload;

    /// <summary>The host stops by itself: the next Ctrl-C is not the first.</summary>
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
            log.Information(Line.Begin + "{Signal:l}: running batches may finish, then the servers are ended; Ctrl-C kills them at once",
                Line.Program, "stopping", context.Signal.ToString());
            lifetime.StopApplication();
        }
        else if (context.Signal == PosixSignal.SIGINT && Stopwatch.GetElapsedTime(_since) > SameKeyPress)
        {
            log.Warning(Line.Begin + "Ctrl-C again: what is left is killed now", Line.Program, "hurrying");
            _hurry?.Invoke();
        }
    }

    // tty(4): /dev/tty is the controlling terminal of who opens it, and cannot be opened by who has none, or has lost it (ENXIO).
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
