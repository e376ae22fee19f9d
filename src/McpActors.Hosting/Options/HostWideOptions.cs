using McpActors.Configuration;

namespace McpActors.Hosting;

/// <summary><c>reaper</c>; null says nothing.</summary>
public sealed class ReaperOptions
{
    /// <summary><c>sweep-interval</c>: how often orphans are looked for; zero for never. Whole milliseconds.</summary>
    public TimeSpan? SweepInterval { get; set; }
}

/// <summary><c>limits</c>: of the whole host; null says nothing.</summary>
public sealed class LimitOptions
{
    /// <summary><c>max-processes</c>: how many processes of servers there are at once.</summary>
    public int? MaxProcesses { get; set; }

    /// <summary><c>max-starting</c>: how many start at once.</summary>
    public int? MaxStarting { get; set; }

    /// <summary><c>max-queue</c>: how many starts wait for room.</summary>
    public int? MaxQueue { get; set; }
}

/// <summary><c>sessions</c>; null says nothing.</summary>
public sealed class SessionOptions
{
    /// <summary><c>idle-ttl</c>: after which an unused session ends; zero for never. Whole milliseconds.</summary>
    public TimeSpan? IdleTtl { get; set; }

    /// <summary><c>open-timeout</c>: how long the opening of one waits for the session directory, and then for the server.</summary>
    public TimeSpan? OpenTimeout { get; set; }

    /// <summary><c>claim-ttl</c>: after which the session directory frees the ids of a host that was killed.</summary>
    public TimeSpan? ClaimTtl { get; set; }
}

/// <summary><c>keeper</c>; null says nothing.</summary>
public sealed class KeeperOptions
{
    /// <summary><c>path</c> of mcp-keeper; empty to find it beside the program.</summary>
    public string? Path { get; set; }

    /// <summary><c>required</c>: what happens where there is no keeper.</summary>
    public KeeperRequirement? Required { get; set; }
}

/// <summary>A property that no configuration has: an object of the program's.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class GivenByCodeAttribute : Attribute;
