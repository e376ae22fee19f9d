using System.Collections.Concurrent;
using Serilog.Core;
using Serilog.Events;

namespace McpActors.Host.Output;

/// <summary>
/// Writes events to a console from its own thread. A stopped terminal (Ctrl-S, a pager) blocks only that thread;
/// actors, signals and shutdown go on. Lines that do not fit in the buffer are dropped; their number is printed later.
/// </summary>
internal sealed class PatientSink : ILogEventSink, IDisposable
{
    private const int Held = 10_000;
    private static readonly TimeSpan LastWait = TimeSpan.FromSeconds(2);

    private readonly BlockingCollection<LogEvent> _events = new(Held);
    private readonly Logger _console;
    private readonly Thread _writer;
    private int _dropped;

    public PatientSink(Logger console)
    {
        _console = console;
        _writer = new Thread(Write) { IsBackground = true, Name = "console" };
        _writer.Start();
    }

    public void Emit(LogEvent logEvent)
    {
        if (_events.IsAddingCompleted || !_events.TryAdd(logEvent)) Interlocked.Increment(ref _dropped);
    }

    /// <summary>Writes the buffered lines, but waits only a limited time for the reader.</summary>
    public void Dispose()
    {
        _events.CompleteAdding();
        if (!_writer.Join(LastWait)) return;
        _events.Dispose();
        _console.Dispose();
    }

    private void Write()
    {
        foreach (var logEvent in _events.GetConsumingEnumerable())
        {
            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                _console.Warning(Line.Begin + "{Dropped} lines were dropped because nobody read them", Line.Program, "output", dropped);
            _console.Write(logEvent);
        }
    }
}
