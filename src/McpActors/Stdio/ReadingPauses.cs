using McpActors.Telemetry;

namespace McpActors.Stdio;

/// <summary>
/// The pauses in reading from a server and their reasons, for its status, the meter and, once per reason, the log. The
/// reading thread writes; any thread may read.
/// </summary>
internal sealed class ReadingPauses(string server, TimeProvider clock, Action<string> warn)
{
    // A flood is read in steps with pauses in between; the reason stays visible between two pauses.
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(1);

    private readonly ReadingTotals _totals = ReadingTotals.Of(server);
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private volatile Pause? _last;

    /// <summary>The reason why reading is paused, or was within the last second; null otherwise.</summary>
    public string? Reason => _last is { } pause && (pause.Until is not { } until || clock.GetElapsedTime(until) < Lasting) ? pause.Reason : null;

    /// <summary>Begins a pause.</summary>
    public void Begin(string reason)
    {
        Warn(reason);
        _last = new Pause(reason, clock.GetTimestamp(), null);
    }

    /// <summary>Ends the pause.</summary>
    public void End()
    {
        if (_last is not { Until: null } pause) return;
        var now = clock.GetTimestamp();
        _last = pause with { Until = now };
        _totals.Paused(clock.GetElapsedTime(pause.Since, now));
    }

    /// <summary>Counts a skipped message.</summary>
    public void Skip(string reason)
    {
        _totals.Skipped();
        var now = clock.GetTimestamp();
        // During a flood, the time is updated at most twice a second.
        if (_last is { Until: { } until } last && ReferenceEquals(last.Reason, reason) && clock.GetElapsedTime(until, now) < Lasting / 2) return;
        Warn(reason);
        _last = new Pause(reason, now, now);
    }

    private void Warn(string reason)
    {
        if (ReferenceEquals(reason, _last?.Reason) || !_said.Add(reason)) return;
        warn(reason);
    }

    private sealed record Pause(string Reason, long Since, long? Until);
}
