using McpActors.Telemetry;

namespace McpActors.Stdio;

/// <summary>
/// Whether reading from a server is paused, and why: for its status, for the meter, and once for the log. Written by the one who reads; may be asked from
/// any thread.
/// </summary>
internal sealed class ReadingPauses(string server, TimeProvider clock, Action<string> warn)
{
    // A flood is read in steps, with a pause after each: whoever looks is to see it between two of them as well.
    private static readonly TimeSpan Lasting = TimeSpan.FromSeconds(1);

    private readonly ReadingTotals _totals = ReadingTotals.Of(server);
    private readonly HashSet<string> _said = new(StringComparer.Ordinal);
    private volatile Pause? _last;

    /// <summary>Why reading is paused, or was within the last second; null where it was not.</summary>
    public string? Reason => _last is { } pause && (pause.Until is not { } until || clock.GetElapsedTime(until) < Lasting) ? pause.Reason : null;

    /// <summary>Begins a pause, or goes on to the next.</summary>
    public void Begin(string reason)
    {
        Warn(reason);
        _last = new Pause(reason, clock.GetTimestamp(), null);
    }

    /// <summary>Reading goes on.</summary>
    public void End()
    {
        if (_last is not { Until: null } pause) return;
        var now = clock.GetTimestamp();
        _last = pause with { Until = now };
        _totals.Paused(clock.GetElapsedTime(pause.Since, now));
    }

    /// <summary>A message was left out.</summary>
    public void Skip(string reason)
    {
        _totals.Skipped();
        var now = clock.GetTimestamp();
        // Not for each of a flood.
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
