using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;
using McpActors.Configuration;
using McpActors.Servers;

namespace McpActors.Scheduling;

/// <summary>
/// One unit of work of a batch: either a <see cref="ToolJob"/>, made by <see cref="Call"/>, or an <see cref="ActorJob"/>,
/// made by <see cref="ForActor(Props, string?)"/> or <see cref="ForActor(string)"/>. Immutable.
/// </summary>
public abstract record Job
{
    private static readonly Dictionary<string, JsonElement> NoArguments = [];

    private protected Job()
    {
    }

    /// <summary>The job's name in reports: <c>SERVER/TOOL</c>, or the actor's name.</summary>
    [JsonIgnore]
    public abstract string Name { get; }

    /// <summary>Makes a job that calls a tool.</summary>
    /// <param name="server">The server's configured name.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">The tool's arguments, by name. The default value is null, for none.</param>
    /// <exception cref="ArgumentException"><paramref name="server"/> or <paramref name="tool"/> is null, empty or
    /// blank.</exception>
    public static ToolJob Call(string server, string tool, IReadOnlyDictionary<string, JsonElement>? arguments = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(server);
        ArgumentException.ThrowIfNullOrWhiteSpace(tool);
        return new ToolJob(server, tool, arguments ?? NoArguments);
    }

    /// <summary>
    /// Makes a job that is an actor. Each batch creates its own actor, sends it <see cref="RunJob"/>, and stops it after
    /// <see cref="JobDone"/>, at the end of the job's timeout, or when the batch is cancelled. An actor that stops by
    /// itself has succeeded without a result. An actor that crashes, in its constructor or later, has failed; it is never
    /// restarted.
    /// </summary>
    /// <param name="actor">
    /// The actor's props. Sessions that the actor opens end with it:
    /// <c>McpActorsExtension.Get(Context.System).Sessions.Tell(new OpenSession("browser"))</c>. An actor that blocks its
    /// thread cannot be stopped; its batch continues without it after ten seconds.
    /// </param>
    /// <param name="name">The name in reports. The default value is null, for the name of the actor's type.</param>
    /// <exception cref="ArgumentNullException"><paramref name="actor"/> is null.</exception>
    /// <remarks>
    /// Props do not cross nodes. In a cluster, a <see cref="RunBatch"/> with such a job runs completely on the node that
    /// received it, and a <see cref="PutSchedule"/> with one is refused; use <see cref="ForActor(string)"/> there.
    /// </remarks>
    public static ActorJob ForActor(Props actor, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return new ActorJob(name ?? actor.Type?.Name ?? "actor") { Props = actor };
    }

    /// <summary>
    /// Makes a job that is an actor with a name in <see cref="McpActorsSetup.JobActors"/>. In a cluster, the node of the
    /// scheduler creates the actor from its own setup; without that name there, the job fails.
    /// </summary>
    /// <param name="name">The actor's name.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null, empty or blank.</exception>
    public static ActorJob ForActor(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new ActorJob(name);
    }
}

/// <summary>A job that calls a tool. Immutable.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">The tool's arguments, by name.</param>
public sealed record ToolJob(string Server, string Tool, IReadOnlyDictionary<string, JsonElement> Arguments) : Job
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => $"{Server}/{Tool}";

    /// <summary>
    /// In a cluster, the role of the node that runs the job. The default value is null, for any node that has the server.
    /// </summary>
    public string? Role { get; init; }

    /// <summary>
    /// In a cluster, the id of the session in which the tool is called, on whichever node it is open. The default value
    /// is null, for none.
    /// </summary>
    public string? Session { get; init; }

    /// <summary>
    /// The calls of this job that are sent again to the server's next process if their process is lost: see <see
    /// cref="CallTool.Retry"/>. The default value is null, for the server's own <c>retry</c>.
    /// </summary>
    [JsonPropertyName("callRetry")]
    public ServerRetry? Retry { get; init; }

    /// <summary>
    /// In a cluster, the number of times that the job is run again on another node after its node was lost, at least 0.
    /// The default value is 0: the job then fails at once. The effects of the call on the lost node are not known, so only
    /// a job that may run twice should have more.
    /// </summary>
    // The name on the wire is the first version's.
    [JsonPropertyName("retry")]
    public int NodeRetries { get; init; }
}

/// <summary>A job that is an actor: see <see cref="Job.ForActor(Props, string?)"/>. Immutable.</summary>
/// <param name="ActorName">
/// The name in reports; without <see cref="Props"/>, also the name in <see cref="McpActorsSetup.JobActors"/>.
/// </param>
public sealed record ActorJob(string ActorName) : Job
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string Name => ActorName;

    /// <summary>The actor's props; null for an actor that is known by its name. Props do not cross nodes.</summary>
    [JsonIgnore]
    public Props? Props { get; internal init; }
}
