using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>The next step of a health check.</summary>
internal enum HealthStep
{
    /// <summary>Wait.</summary>
    Wait,

    /// <summary>Send a probe.</summary>
    Probe,

    /// <summary>Ask for a list, because the server leaves the lighter probe unanswered, as it may.</summary>
    List,

    /// <summary>Send both: the server is known to ignore the lighter probe, but may have been upgraded.</summary>
    Both,

    /// <summary>The process is alive, but unresponsive.</summary>
    Unresponsive,
}

/// <summary>
/// Tells an unresponsive process from a slow one. It is asked only while nothing is under way, and judged only by a time at which nothing
/// was: one that does a thing at a time may well answer a call, however late, before it reads on. Any message is a sign of life, and only the silence after the
/// question for a list is none. Belongs to its actor and is not thread-safe.
/// </summary>
internal sealed class HealthWatch(McpConnection connection, RequestsInFlight requests, HealthSettings settings, TimeProvider clock, bool ignoresProbe = false)
{
    private HealthStep _asked;
    private long _askedAt;
    private long _receivedBefore;
    // Null while it is unknown.
    private bool? _ignoresProbe = ignoresProbe ? true : null;
    private bool _wasAskedBoth;
    private bool _hadOnlyList;

    /// <summary>The time since the last message of the server.</summary>
    public TimeSpan Silence => clock.GetElapsedTime(connection.LastMessage);

    /// <summary>Decides the next step, and the time until the next look.</summary>
    public (HealthStep Step, TimeSpan Next) Look()
    {
        // While the server is held, its messages are not read. A held server that does not read its stdin is ended for
        // that.
        if (connection.IsHeld) return (HealthStep.Wait, TakeBack());
        if (_asked != HealthStep.Wait && connection.Received == _receivedBefore)
        {
            var left = settings.Timeout - clock.GetElapsedTime(_askedAt);
            if (left > TimeSpan.Zero) return (HealthStep.Wait, left);
            var over = _askedAt + (long)(settings.Timeout.TotalSeconds * clock.TimestampFrequency);
            if (!requests.WasIdleSince(over)) return (HealthStep.Wait, settings.Interval);
            return _asked == HealthStep.Probe ? Ask(HealthStep.List, connection.Received) : (HealthStep.Unresponsive, TimeSpan.Zero);
        }
        _asked = HealthStep.Wait;
        // Received is read before the requests are counted: a message in between causes one unnecessary probe at worst.
        var received = connection.Received;
        if (requests.Count > 0) return (HealthStep.Wait, settings.Interval);
        var quiet = settings.Interval - Silence;
        if (quiet > TimeSpan.Zero) return (HealthStep.Wait, quiet);
        if (_ignoresProbe != true) return Ask(HealthStep.Probe, received);
        if (_wasAskedBoth) return Ask(HealthStep.List, received);
        _wasAskedBoth = true;
        return Ask(HealthStep.Both, received);
    }

    /// <summary>Handles the answer to the lighter probe.</summary>
    /// <returns>Whether to remember that the server answers it.</returns>
    public bool OnProbeAnswered()
    {
        var isNews = _ignoresProbe != false;
        _ignoresProbe = false;
        return isNews;
    }

    /// <summary>Handles the answer to the request for a list.</summary>
    /// <returns>
    /// Whether to remember that the server ignores the lighter probe, which came first and had the same time.
    /// </returns>
    public bool OnListAnswered()
    {
        // A process that was only slow answers both, so there is more than this one message.
        if (_hadOnlyList || _ignoresProbe == true || connection.Received != _receivedBefore + 1) return false;
        _ignoresProbe = true;
        return true;
    }

    /// <summary>Forgets a probe that could not be sent. Returns the time until the next look.</summary>
    public TimeSpan TakeBack()
    {
        _asked = HealthStep.Wait;
        return settings.Interval;
    }

    private (HealthStep, TimeSpan) Ask(HealthStep step, long received)
    {
        _hadOnlyList = step == HealthStep.List && _asked != HealthStep.Probe;
        (_asked, _askedAt, _receivedBefore) = (step, clock.GetTimestamp(), received);
        return (step, settings.Timeout);
    }
}
