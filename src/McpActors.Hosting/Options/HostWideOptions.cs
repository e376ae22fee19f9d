using McpActors.Configuration;

namespace McpActors.Hosting;

/// <summary>The section <c>reaper</c>. A null property leaves its key to earlier configuration.</summary>
public sealed class ReaperOptions
{
    /// <summary>
    /// The interval between sweeps for orphans, in addition to the sweep after each batch (<c>sweep-interval</c>). The
    /// default value is 5 minutes. Must be between 1 second and 24 days in whole milliseconds, or zero for no interval
    /// sweeps.
    /// </summary>
    public TimeSpan? SweepInterval { get; set; }
}

/// <summary>
/// The section <c>limits</c>, for the whole host. A null property leaves its key to earlier configuration.
/// </summary>
public sealed class LimitOptions
{
    /// <summary>
    /// The maximum number of servers' processes at once (<c>max-processes</c>). The default value is 256. Must be
    /// between 1 and 1,000,000.
    /// </summary>
    public int? MaxProcesses { get; set; }

    /// <summary>
    /// The maximum number of processes that start at once (<c>max-starting</c>). The default value is 16. Must be
    /// between 1 and 10,000.
    /// </summary>
    public int? MaxStarting { get; set; }

    /// <summary>
    /// The maximum number of starts that wait for room (<c>max-queue</c>). The default value is 1000. Must be between 0
    /// and 1,000,000.
    /// </summary>
    public int? MaxQueue { get; set; }
}

/// <summary>The section <c>sessions</c>. A null property leaves its key to earlier configuration.</summary>
public sealed class SessionOptions
{
    /// <summary>
    /// The idle time after which a session ends (<c>idle-ttl</c>). The default value is 24 hours. Must be between 1
    /// second and 24 days in whole milliseconds, or zero for no limit.
    /// </summary>
    public TimeSpan? IdleTtl { get; set; }

    /// <summary>
    /// The longest wait for the session directory, and then for the server, when a session is opened
    /// (<c>open-timeout</c>). The default value is 10 seconds. Must be between 1 millisecond and 24 days.
    /// </summary>
    public TimeSpan? OpenTimeout { get; set; }

    /// <summary>
    /// The time after which the session directory frees the ids of a host that was killed (<c>claim-ttl</c>). The
    /// default value is 5 minutes. Must be between 1 second and 24 days.
    /// </summary>
    public TimeSpan? ClaimTtl { get; set; }
}

/// <summary>The section <c>keeper</c>. A null property leaves its key to earlier configuration.</summary>
public sealed class KeeperOptions
{
    /// <summary>
    /// The path of mcp-keeper (<c>path</c>). The default value is empty: it is searched next to the program.
    /// </summary>
    public string? Path { get; set; }

    /// <summary>
    /// Whether to refuse to start if no keeper can run (<c>required</c>). The default value is <see
    /// cref="KeeperRequirement.Off"/>.
    /// </summary>
    public KeeperRequirement? Required { get; set; }
}

/// <summary>
/// The section <c>cluster</c>, for the package McpActors.Cluster. A null property leaves its key to earlier
/// configuration.
/// </summary>
public sealed class ClusterOptions
{
    /// <summary>
    /// Whether schedules run once in the cluster instead of on each host (<c>enabled</c>). The default value is false;
    /// <c>WithMcpActorsCluster</c> sets it to true.
    /// </summary>
    public bool? Enabled { get; set; }

    /// <summary>The role of the nodes that can lead (<c>role</c>). The default value is empty, for all nodes.</summary>
    public string? Role { get; set; }

    /// <summary>
    /// The interval at which a node reports its running work to the others (<c>report-interval</c>). The default value
    /// is 1 second. Must be between 100 milliseconds and 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? ReportInterval { get; set; }

    /// <summary>
    /// The timeout of requests between nodes, except sweeps (<c>answer-timeout</c>). The default value is 5 seconds.
    /// Must be between 1 millisecond and 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? AnswerTimeout { get; set; }

    /// <summary>
    /// The interval at which a request that has no node or no leader yet looks for one (<c>look-interval</c>). The
    /// default value is 250 milliseconds. Must be between 10 milliseconds and 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? LookInterval { get; set; }

    /// <summary>
    /// The time after which a request for which no node or no leader was found fails (<c>look-timeout</c>). The default
    /// value is 1 minute. Must be between 1 millisecond and 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? LookTimeout { get; set; }

    /// <summary>
    /// The time after which a node that has not reported its sweep counts as unanswered (<c>sweep-timeout</c>). The
    /// default value is 15 seconds. Must be between 1 millisecond and 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? SweepTimeout { get; set; }

    /// <summary>
    /// Whether each node's events are published to the whole cluster (<c>publish-events</c>). The default value is
    /// false.
    /// </summary>
    public bool? PublishEvents { get; set; }

    /// <summary>
    /// The secret that all nodes share and without which nobody can connect (<c>secret</c>). The default is none. Must
    /// have at least 32 characters. To read it from a file or a variable, use HOCON: <c>{ file = PATH }</c> or <c>{ env
    /// = NAME }</c>.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>
    /// Whether other machines may connect without authentication (<c>insecure</c>). The default value is false.
    /// </summary>
    public bool? Insecure { get; set; }

    /// <summary>
    /// The time in which a connection must prove that it belongs to a node (<c>associate-timeout</c>). The default
    /// value is 10 seconds. Must be between 100 milliseconds and 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? AssociateTimeout { get; set; }

    /// <summary>
    /// The maximum number of connections from one address (<c>max-connections-per-address</c>). The default value is
    /// 64. Must be between 1 and 100,000.
    /// </summary>
    public int? MaxConnectionsPerAddress { get; set; }

    /// <summary>
    /// Names in <c>akka.actor.serializers</c> that may create any type named by another node's message
    /// (<c>trusted-serializers</c>). The default is none.
    /// </summary>
    public IList<string>? TrustedSerializers { get; set; }
}

/// <summary>Marks a property that exists in code only, not in configuration.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class GivenByCodeAttribute : Attribute;
