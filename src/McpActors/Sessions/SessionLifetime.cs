using McpActors.Common;
using McpActors.Configuration;

namespace McpActors.Sessions;

/// <summary>The time limits of a session: to open, to live, and to be idle. Has no state of its own.</summary>
internal readonly struct SessionLifetime(SessionPlan plan, SessionCalls calls, SessionSettings settings)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    /// <summary>The reason why the session is over; null if it is not.</summary>
    /// <param name="isOpen">Whether the server has accepted the session.</param>
    /// <param name="now">The time of the monotonic clock.</param>
    public (SessionEnd Reason, string Detail)? Over(bool isOpen, TimeSpan now)
    {
        var age = now - plan.Since;
        if (!isOpen && age >= settings.OpenTimeout) return (SessionEnd.ServerGone, "Its server did not accept the session in time");
        if (age >= plan.Ttl) return (SessionEnd.Expired, $"Its time to live of {Durations.Format(plan.Ttl.Value)} is over");
        return settings.IdleTtl > TimeSpan.Zero && calls.Unused >= settings.IdleTtl
            ? (SessionEnd.Idle, $"It was idle for {Durations.Format(settings.IdleTtl)}")
            : null;
    }

    /// <summary>
    /// The time until the session could be over at the earliest. With calls in flight, the idle limit counts from now.
    /// </summary>
    public TimeSpan Next(bool isOpen, TimeSpan now)
    {
        var age = now - plan.Since;
        var wait = isOpen ? Durations.Longest : settings.OpenTimeout - age;
        if (plan.Ttl is { } ttl && ttl - age < wait) wait = ttl - age;
        if (settings.IdleTtl > TimeSpan.Zero && settings.IdleTtl - calls.Unused is var idle && idle < wait) wait = idle;
        return wait < ShortestWait ? ShortestWait : wait;
    }
}
