using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>The next step of a health check.</summary>
internal enum HealthStep
{
    /// <summary>Nothing now.</summary>
    Wait,

    /// <summary>Ask it for a sign of life.</summary>
    Probe,

    /// <summary>Ask it for a list: it leaves the lighter question unanswered, as a server may.</summary>
    List,

    /// <summary>Ask it both: it is known to leave the lighter question unanswered, and may have been upgraded.</summary>
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
    // Null where nothing is known.
    private bool? _ignoresProbe = ignoresProbe ? true : null;
    private bool _wasAskedBoth;
    private bool _hadOnlyList;

    /// <summary>How long the server has said nothing.</summary>
    public TimeSpan Silence => clock.GetElapsedTime(connection.LastMessage);

    /// <summary>Decides the next step, and after which time to look again.</summary>
    public (HealthStep Step, TimeSpan Next) Look()
    {
        // What it says is not read then. Where it does not read either, it is ended for that.
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
        // Read before the requests are counted: a message that comes in between is then at worst a probe too many.
        var received = connection.Received;
        if (requests.Count > 0) return (HealthStep.Wait, settings.Interval);
        var quiet = settings.Interval - Silence;
        if (quiet > TimeSpan.Zero) return (HealthStep.Wait, quiet);
        if (_ignoresProbe != true) return Ask(HealthStep.Probe, received);
        if (_wasAskedBoth) return Ask(HealthStep.List, received);
        _wasAskedBoth = true;
        return Ask(HealthStep.Both, received);
    }

    /// <summary>The lighter question was answered.</summary>
    /// <returns>Whether that is to be remembered.</returns>
    public bool OnProbeAnswered()
    {
        var isNews = _ignoresProbe != false;
        _ignoresProbe = false;
        return isNews;
    }

    /// <summary>The question for a list was answered.</summary>
    /// <returns>Whether it is to be remembered that the lighter one, which came first and had the same time, was not.</returns>
    public bool OnListAnswered()
    {
        // A process that was only slow answers both: then there is more than this one message.
        if (_hadOnlyList || _ignoresProbe == true || connection.Received != _receivedBefore + 1) return false;
        _ignoresProbe = true;
        return true;
    }

    /// <summary>The probe could not be sent: its silence says nothing. Gives the time after which to look again.</summary>
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
