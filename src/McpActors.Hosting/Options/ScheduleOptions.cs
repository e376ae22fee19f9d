using Akka.Actor;
using Akka.DependencyInjection;
using McpActors.Configuration;
using McpActors.Scheduling;

namespace McpActors.Hosting;

/// <summary>The section <c>scheduler</c>. A null property leaves its key to earlier configuration.</summary>
public sealed class SchedulerOptions
{
    /// <summary>
    /// The time zone of cron lines that do not set their own (<c>time-zone</c>), such as <c>Europe/Berlin</c>. The
    /// default value is UTC.
    /// </summary>
    public string? TimeZone { get; set; }

    /// <summary>The schedules by name (<c>schedules</c>). The default is none.</summary>
    public IDictionary<string, ScheduleOptions> Schedules { get; } = new Dictionary<string, ScheduleOptions>(StringComparer.Ordinal);
}

/// <summary>
/// One schedule: <c>scheduler.schedules.NAME</c>. A null property leaves its key to earlier configuration.
/// </summary>
public sealed class ScheduleOptions
{
    /// <summary>
    /// The times (<c>cron</c>): minute, hour, day, month, weekday; or six fields with seconds first. Required.
    /// </summary>
    public string? Cron { get; set; }

    /// <summary>The schedule's time zone (<c>time-zone</c>). The default is the scheduler's.</summary>
    public string? TimeZone { get; set; }

    /// <summary>
    /// The treatment of a tick while the last batch still runs (<c>overlap</c>). The default value is <see
    /// cref="Overlap.Skip"/>.
    /// </summary>
    public Overlap? Overlap { get; set; }

    /// <summary>
    /// In a cluster, the treatment of ticks that were due while there was no leader (<c>misfire</c>). The default value
    /// is <see cref="Misfire.RunOnce"/>.
    /// </summary>
    public Misfire? Misfire { get; set; }

    /// <summary>
    /// The maximum number of jobs that run at once (<c>max-parallel</c>). The default value is 4. Must be between 1 and
    /// 10,000.
    /// </summary>
    public int? MaxParallel { get; set; }

    /// <summary>
    /// The longest duration of one job (<c>timeout</c>). The default value is 5 minutes. Must be between 1 millisecond
    /// and 24 days in whole milliseconds.
    /// </summary>
    public TimeSpan? Timeout { get; set; }

    /// <summary>
    /// The jobs (<c>jobs</c>). A list that is not empty replaces earlier jobs. At least one job is required.
    /// </summary>
    public IList<JobOptions> Jobs { get; } = [];

    /// <summary>Adds a job that calls a tool.</summary>
    /// <param name="server">The server's configured name.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">An object or a dictionary with the tool's arguments, such as <c>new { path = "/srv" }</c>; null for none.</param>
    public ScheduleOptions Call(string server, string tool, object? arguments = null)
    {
        Jobs.Add(new JobOptions { Server = server, Tool = tool, ArgumentsObject = arguments });
        return this;
    }

    /// <summary>Adds a job that runs an actor: see <see cref="Job.ForActor(Props, string?)"/>.</summary>
    /// <param name="actor">The actor's props.</param>
    /// <param name="name">The name in reports. The default value is null, for the name of the actor's type.</param>
    public ScheduleOptions Run(Props actor, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return Run(_ => actor, name ?? actor.Type?.Name);
    }

    /// <summary>
    /// Adds a job that runs an actor whose constructor takes services: see <see cref="Job.ForActor(Props, string?)"/>.
    /// </summary>
    /// <typeparam name="TActor">The type of the actor.</typeparam>
    /// <param name="name">The name in reports. The default value is null, for the name of the actor's type.</param>
    public ScheduleOptions Run<TActor>(string? name = null)
        where TActor : ActorBase =>
        Run(system => DependencyResolver.For(system).Props<TActor>(), name ?? typeof(TActor).Name);

    private ScheduleOptions Run(Func<ActorSystem, Props> actor, string? name)
    {
        Jobs.Add(new JobOptions { Actor = name ?? "actor", Props = actor });
        return this;
    }
}

/// <summary>One job: either a tool call or an actor.</summary>
public sealed class JobOptions
{
    /// <summary>The server's name (<c>server</c>).</summary>
    public string? Server { get; set; }

    /// <summary>The tool's name (<c>tool</c>).</summary>
    public string? Tool { get; set; }

    /// <summary>
    /// The tool's arguments by name (<c>arguments</c>): text, or any value that JSON can express. The default is none.
    /// </summary>
    public IDictionary<string, object?> Arguments { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);

    /// <summary>
    /// In a cluster, the role that a node needs for the job (<c>role</c>). The default is empty, for any node that has
    /// the server.
    /// </summary>
    public string? Role { get; set; }

    /// <summary>
    /// In a cluster, the session in which the tool is called (<c>session</c>). The default is empty, for none.
    /// </summary>
    public string? Session { get; set; }

    /// <summary>
    /// Whether the call is sent again to the server's next process if its process is lost (<c>retry</c>). The default is
    /// the server's own.
    /// </summary>
    public ServerRetry? Retry { get; set; }

    /// <summary>
    /// In a cluster, how often the job is run again on another node after its node was lost (<c>node-retries</c>). The
    /// default value is 0. Must be between 0 and 1000.
    /// </summary>
    public int? NodeRetries { get; set; }

    /// <summary>
    /// The name of the actor in <see cref="McpActorsOptions.JobActors"/> (<c>actor</c>), instead of a tool call.
    /// </summary>
    public string? Actor { get; set; }

    [GivenByCode]
    internal object? ArgumentsObject { get; init; }

    [GivenByCode]
    internal Func<ActorSystem, Props>? Props { get; init; }
}
