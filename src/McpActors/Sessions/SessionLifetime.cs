using McpActors.Common;
using McpActors.Configuration;

namespace McpActors.Sessions;

/// <summary>How long a session may be: its time to open, its time to live, and its time without use. Keeps nothing itself.</summary>
internal readonly struct SessionLifetime(SessionPlan plan, SessionCalls calls, SessionSettings settings)
{
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);

    /// <summary>Why the session is over; null where it goes on.</summary>
    /// <param name="isOpen">Whether its server has given it a place.</param>
    /// <param name="now">By the monotonic clock.</param>
    public (SessionEnd Reason, string Detail)? Over(bool isOpen, TimeSpan now)
    {
        var age = now - plan.Since;
        if (!isOpen && age >= settings.OpenTimeout) return (SessionEnd.ServerGone, "Its server gave it no place in time");
        if (age >= plan.Ttl) return (SessionEnd.Expired, $"Its time to live, {Durations.Format(plan.Ttl.Value)}, is over");
        return settings.IdleTtl > TimeSpan.Zero && calls.Unused >= settings.IdleTtl
            ? (SessionEnd.Idle, $"Nobody has used it for {Durations.Format(settings.IdleTtl)}")
            : null;
    }

    /// <summary>When to look again: the earliest time at which the session could be over. While calls are under way, that is a whole idle time from now.</summary>
    public TimeSpan Next(bool isOpen, TimeSpan now)
    {
        var age = now - plan.Since;
        var wait = isOpen ? Durations.Longest : settings.OpenTimeout - age;
        if (plan.Ttl is { } ttl && ttl - age < wait) wait = ttl - age;
        if (settings.IdleTtl > TimeSpan.Zero && settings.IdleTtl - calls.Unused is var idle && idle < wait) wait = idle;
        return wait < ShortestWait ? ShortestWait : wait;
    }
}
