namespace McpActors.Configuration;

/// <summary>The host's environment variables that a server inherits.</summary>
public enum InheritEnvironment
{
    /// <summary>An allow-list: see <see cref="McpActors.Processes.EnvironmentAllowList"/>.</summary>
    Default,

    /// <summary>All variables.</summary>
    All,

    /// <summary>No variables.</summary>
    None,
}

/// <summary>How callers share a server's processes.</summary>
public enum Isolation
{
    /// <summary>All callers share one process, in which calls run in parallel.</summary>
    Shared,

    /// <summary>
    /// Each session has its own process, which ends with it; so has each request outside of a session.
    /// </summary>
    Session,

    /// <summary>
    /// Several processes: a session stays with the process that had the fewest sessions, other requests go to the least
    /// busy process.
    /// </summary>
    Pool,
}

/// <summary>When a server's process is started.</summary>
public enum StartMode
{
    /// <summary>On its first use.</summary>
    OnDemand,

    /// <summary>With the host.</summary>
    Eager,
}

/// <summary>Which requests are sent again to the next process if their process is lost.</summary>
public enum ServerRetry
{
    /// <summary>None. Each fails, and says whether the server may have acted on it.</summary>
    Never,

    /// <summary>The requests that the lost process never saw.</summary>
    NotSent,

    /// <summary>
    /// The requests that the lost process never saw and, once that process is proven extinct, the calls of tools with <c>readOnlyHint</c> or <c>idempotentHint</c> and
    /// all requests that are no calls. A request of a session is sent again only if it was never sent.
    /// </summary>
    Idempotent,
}

/// <summary>The handshake with which a server is asked.</summary>
public enum ServerProtocol
{
    /// <summary>The one that the server speaks. The host asks for it once, and remembers the answer.</summary>
    Auto,

    /// <summary><c>server/discover</c>, of protocol 2026-07-28 and later. Nothing else is tried.</summary>
    Modern,

    /// <summary><c>initialize</c>, of the protocols up to 2025-11-25. Nothing else is tried.</summary>
    Legacy,
}

/// <summary>The reaction to a tool that differs from what was first seen, or accepted.</summary>
public enum PinMode
{
    /// <summary>An event; the change is accepted.</summary>
    Off,

    /// <summary>An event and a warning in the log, once.</summary>
    Warn,

    /// <summary>The same, and calls of the tool are refused until the change is accepted.</summary>
    Refuse,
}
