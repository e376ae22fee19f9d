namespace McpActors.Processes.Registry;

/// <summary>What the registry knows of a host.</summary>
public enum HostStanding
{
    /// <summary>It holds the lock on its file: it runs. Nobody else touches its processes.</summary>
    Alive,

    /// <summary>Its lock is free: it has died. What bears its mark may be ended.</summary>
    Dead,

    /// <summary>It ran before the machine was started again: none of its processes can be left.</summary>
    AnotherBoot,

    /// <summary>It ran in another pid namespace (another container): its processes are left alone.</summary>
    AnotherNamespace,

    /// <summary>Its file is empty, torn or not ours to read: nothing can be proven of it.</summary>
    Unreadable,
}
