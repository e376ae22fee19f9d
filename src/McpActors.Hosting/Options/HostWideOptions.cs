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

/// <summary><c>cluster</c>, for the package McpActors.Cluster; null says nothing.</summary>
public sealed class ClusterOptions
{
    /// <summary><c>enabled</c>: schedules are the cluster's; <c>WithMcpActorsCluster</c> turns it on.</summary>
    public bool? Enabled { get; set; }

    /// <summary><c>role</c>: the nodes of which one leads; empty for all nodes.</summary>
    public string? Role { get; set; }

    /// <summary><c>report-interval</c>: how often a node tells the others what it has running; whole milliseconds.</summary>
    public TimeSpan? ReportInterval { get; set; }

    /// <summary><c>answer-timeout</c>: for what one node asks of another, a sweep aside; whole milliseconds.</summary>
    public TimeSpan? AnswerTimeout { get; set; }

    /// <summary><c>sweep-timeout</c>: after which a node that has not reported its sweep is named; whole milliseconds.</summary>
    public TimeSpan? SweepTimeout { get; set; }

    /// <summary><c>publish-events</c>: the events of each node go to the whole cluster.</summary>
    public bool? PublishEvents { get; set; }

    /// <summary>
    /// <c>secret</c>: what the nodes share so that nobody else can connect; 32 characters or more. From a file or a variable it comes by HOCON, with
    /// <c>{ file = PATH }</c> or <c>{ env = NAME }</c>.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary><c>insecure</c>: other machines may connect although nothing checks who they are.</summary>
    public bool? Insecure { get; set; }

    /// <summary><c>associate-timeout</c>: how long a connection may take to prove that it belongs to a node; whole milliseconds, from 100.</summary>
    public TimeSpan? AssociateTimeout { get; set; }

    /// <summary><c>max-connections-per-address</c>: how many connections the port takes from one address, 1 to 100,000.</summary>
    public int? MaxConnectionsPerAddress { get; set; }

    /// <summary><c>trusted-serializers</c>: names in <c>akka.actor.serializers</c> that may make what they like of what other nodes send.</summary>
    public IList<string>? TrustedSerializers { get; set; }
}

/// <summary>A property that no configuration has: an object of the program's.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class GivenByCodeAttribute : Attribute;
