namespace McpActors.Processes.Registry;

/// <summary>The state of a host in the registry.</summary>
internal enum HostStanding
{
    /// <summary>The host holds the lock on its file, so it runs. No other host touches its processes.</summary>
    Alive,

    /// <summary>The lock is free, so the host has died. Processes that bear its mark may be ended.</summary>
    Dead,

    /// <summary>The host ran before the machine was restarted: none of its processes can be left.</summary>
    AnotherBoot,

    /// <summary>The host ran in another pid namespace (another container): its processes are left alone.</summary>
    AnotherNamespace,

    /// <summary>The host's file is empty, torn or not readable: nothing can be proven.</summary>
    Unreadable,
}
