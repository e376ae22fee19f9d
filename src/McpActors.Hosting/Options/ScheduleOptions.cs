using Akka.Actor;
using Akka.DependencyInjection;
using McpActors.Scheduling;

namespace McpActors.Hosting;

/// <summary><c>scheduler</c>; null says nothing.</summary>
public sealed class SchedulerOptions
{
    /// <summary><c>time-zone</c>: of cron lines that do not name their own.</summary>
    public string? TimeZone { get; set; }

    /// <summary><c>schedules</c>, by name.</summary>
    public IDictionary<string, ScheduleOptions> Schedules { get; } = new Dictionary<string, ScheduleOptions>(StringComparer.Ordinal);
}

/// <summary>One schedule: <c>scheduler.schedules.NAME</c>; null says nothing.</summary>
public sealed class ScheduleOptions
{
    /// <summary><c>cron</c>: minute, hour, day, month, weekday; or six fields with seconds first.</summary>
    public string? Cron { get; set; }

    /// <summary><c>time-zone</c>.</summary>
    public string? TimeZone { get; set; }

    /// <summary><c>overlap</c>: what happens to a tick while the last batch still runs.</summary>
    public Overlap? Overlap { get; set; }

    /// <summary><c>misfire</c>: in a cluster, what to do about ticks that were due while no leader stood.</summary>
    public Misfire? Misfire { get; set; }

    /// <summary><c>max-parallel</c>: how many of its jobs run at once.</summary>
    public int? MaxParallel { get; set; }

    /// <summary><c>timeout</c>: how long one job may take; whole milliseconds.</summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary><c>jobs</c>; an empty list says nothing, any other replaces what was said before.</summary>
    public IList<JobOptions> Jobs { get; } = [];

    /// <summary>A job that is a tool call.</summary>
    /// <param name="server">The server's configured name.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">An object or a dictionary with the tool's arguments, such as <c>new { path = "/srv" }</c>; null for none.</param>
    public ScheduleOptions Call(string server, string tool, object? arguments = null)
    {
        Jobs.Add(new JobOptions { Server = server, Tool = tool, ArgumentsObject = arguments });
        return this;
    }

    /// <summary>A job that is an actor: see <see cref="Job.Run(Props, string?)"/>.</summary>
    /// <param name="actor">What makes it.</param>
    /// <param name="name">What reports call it; null for the name of its type.</param>
    public ScheduleOptions Run(Props actor, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return Run(_ => actor, name ?? actor.Type?.Name);
    }

    /// <summary>A job that is an actor whose constructor takes services: see <see cref="Job.Run(Props, string?)"/>.</summary>
    /// <typeparam name="TActor">The actor.</typeparam>
    /// <param name="name">What reports call it; null for the name of its type.</param>
    public ScheduleOptions Run<TActor>(string? name = null)
        where TActor : ActorBase =>
        Run(system => DependencyResolver.For(system).Props<TActor>(), name ?? typeof(TActor).Name);

    private ScheduleOptions Run(Func<ActorSystem, Props> actor, string? name)
    {
        Jobs.Add(new JobOptions { Actor = name ?? "actor", Props = actor });
        return this;
    }
}

/// <summary>One job: either a server's tool, or an actor.</summary>
public sealed class JobOptions
{
    /// <summary><c>server</c>.</summary>
    public string? Server { get; set; }

    /// <summary><c>tool</c>.</summary>
    public string? Tool { get; set; }

    /// <summary><c>arguments</c>: each a text, or whatever JSON can say.</summary>
    public IDictionary<string, object?> Arguments { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary><c>role</c>: in a cluster, the role that a node needs for it; empty for any node that has the server.</summary>
    public string? Role { get; set; }

    /// <summary><c>session</c>: in a cluster, the session in which the tool is called; empty for none.</summary>
    public string? Session { get; set; }

    /// <summary><c>retry</c>: in a cluster, how often it is run again on another node where its node was lost.</summary>
    public int? Retry { get; set; }

    /// <summary><c>actor</c>: one of <see cref="McpActorsOptions.JobActors"/>.</summary>
    public string? Actor { get; set; }

    [GivenByCode]
    internal object? ArgumentsObject { get; init; }

    [GivenByCode]
    internal Func<ActorSystem, Props>? Props { get; init; }
}
