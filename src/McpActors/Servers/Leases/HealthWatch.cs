using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>What is to be done about a process's health, and when to look again.</summary>
internal enum HealthStep
{
    /// <summary>Nothing now.</summary>
    Wait,

    /// <summary>Ask it for a sign of life.</summary>
    Probe,

    /// <summary>It is alive and mute.</summary>
    Mute,
}

/// <summary>
/// Tells a process that is mute from one that is slow. It is asked only while nothing is under way, and judged only by a time at which nothing
/// was: one that does a thing at a time may well answer a call, however late, before it reads on. Any message is a sign of life.
/// Belongs to its actor and is not thread-safe.
/// </summary>
internal sealed class HealthWatch(McpConnection connection, RequestsInFlight requests, HealthSettings settings, TimeProvider clock)
{
    private bool _probing;
    private long _probedAt;
    private long _receivedBefore;

    /// <summary>How long the server has said nothing.</summary>
    public TimeSpan Silence => clock.GetElapsedTime(connection.LastMessage);

    /// <summary>What is to be done now, and after which time to look again.</summary>
    public (HealthStep Step, TimeSpan Next) Look()
    {
        // What it says is not read then. Where it does not read either, it is ended for that.
        if (connection.IsHeld) return (HealthStep.Wait, TakeBack());
        if (_probing && connection.Received == _receivedBefore)
        {
            var left = settings.Timeout - clock.GetElapsedTime(_probedAt);
            if (left > TimeSpan.Zero) return (HealthStep.Wait, left);
            var over = _probedAt + (long)(settings.Timeout.TotalSeconds * clock.TimestampFrequency);
            return requests.WasIdleSince(over) ? (HealthStep.Mute, TimeSpan.Zero) : (HealthStep.Wait, settings.Interval);
        }
        _probing = false;
        // Read before the requests are counted: a message that comes in between is then at worst a probe too many.
        var received = connection.Received;
        if (requests.Count > 0) return (HealthStep.Wait, settings.Interval);
        var quiet = settings.Interval - Silence;
        if (quiet > TimeSpan.Zero) return (HealthStep.Wait, quiet);
        (_probing, _probedAt, _receivedBefore) = (true, clock.GetTimestamp(), received);
        return (HealthStep.Probe, settings.Timeout);
    }

    /// <summary>The probe could not be sent: its silence says nothing. Gives the time after which to look again.</summary>
    public TimeSpan TakeBack()
    {
        _probing = false;
        return settings.Interval;
    }
}
