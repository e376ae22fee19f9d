using System.Text.Json;
using System.Text.Json.Serialization;
using Akka.Actor;
using ModelContextProtocol.Protocol;

namespace McpActors.Scheduling;

/// <summary>One unit of work: a tool call, or an actor of the platform's own (<see cref="Run(Props, string?)"/>).</summary>
/// <param name="Server">The server's configured name; empty for an actor.</param>
/// <param name="Tool">The tool's name; empty for an actor.</param>
/// <param name="Arguments">The tool's arguments, by name.</param>
public sealed record Job(string Server, string Tool, IReadOnlyDictionary<string, JsonElement> Arguments)
{
    private static readonly Dictionary<string, JsonElement> NoArguments = [];

    /// <summary>In a cluster: the role that a node needs for it; null for any node that has the server.</summary>
    public string? Role { get; init; }

    /// <summary>
    /// In a cluster: the session in which the tool is called, on the node that has it, wherever it was opened. Null for none.
    /// </summary>
    public string? Session { get; init; }

    /// <summary>
    /// In a cluster: how often it is run again on another node where its node was lost. 0 by default: then it fails at once. What the lost node
    /// had done of it is not known, so only a job that may run twice should have more.
    /// </summary>
    public int Retry { get; init; }

    /// <summary>What reports call the actor, and where <see cref="Actor"/> is null the name by which it is known; null for a tool call.</summary>
    public string? ActorName { get; init; }

    /// <summary>
    /// What makes the actor; null for a tool call, and where it is known by its name (<see cref="Run(string)"/>). It does not cross nodes.
    /// </summary>
    [JsonIgnore]
    public Props? Actor { get; private init; }

    /// <summary>What reports call it: <c>SERVER/TOOL</c>, or the actor's name.</summary>
    [JsonIgnore]
    public string Name => ActorName ?? $"{Server}/{Tool}";

    /// <summary>
    /// A job that is an actor. Each batch makes one of its own, tells it <see cref="RunJob"/>, and stops it when it has said
    /// <see cref="JobDone"/>, when the job's time is over, or when the batch is cancelled. It may stop by itself, too: then it has succeeded without
    /// a result. Where it crashes, in its constructor as well, the job has failed; it is never restarted.
    /// </summary>
    /// <param name="actor">
    /// What makes it. Sessions that it opens are its own, and end with it: <c>McpActorsExtension.Get(Context.System).Sessions.Tell(new
    /// OpenSession("browser"))</c>. An actor that blocks its thread cannot be stopped; its batch goes on without it after ten seconds.
    /// </param>
    /// <param name="name">What reports call it; null for the name of its type.</param>
    /// <remarks>
    /// Props do not cross nodes. In a cluster a <see cref="RunBatch"/> with such a job is run, all of it, by the node that it was told in, and a
    /// <see cref="PutSchedule"/> with one is refused: there <see cref="Run(string)"/> is for.
    /// </remarks>
    public static Job Run(Props actor, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return new Job("", "", NoArguments) { Actor = actor, ActorName = name ?? actor.Type?.Name ?? "actor" };
    }

    /// <summary>
    /// The same, for an actor that the program has given a name (<see cref="McpActorsSetup.JobActors"/>). In a cluster it is made where the
    /// scheduler runs, by what that node has under the name; where it has none, the job has failed. <see cref="Role"/>, <see cref="Session"/> and
    /// <see cref="Retry"/> are for tool calls: an actor that has one is refused.
    /// </summary>
    /// <param name="name">The name.</param>
    public static Job Run(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new Job("", "", NoArguments) { ActorName = name };
    }
}

/// <summary>
/// To the actor of a job, before all else: what it is to do. Its sender, and its parent, is who waits for <see cref="JobDone"/>.
/// </summary>
/// <param name="Job">The job.</param>
/// <param name="JobId">Its id: the batch's, and its number in it from 1 on, such as <c>nightly-7/1</c>.</param>
/// <param name="BatchId">The id of its batch.</param>
/// <param name="Schedule">The schedule that it is of; null where somebody sent <see cref="RunBatch"/>.</param>
/// <param name="Due">When it was due: the tick of the schedule, or when <see cref="RunBatch"/> came.</param>
/// <param name="Timeout">How long it may take, from now on.</param>
public sealed record RunJob(Job Job, string JobId, string BatchId, string? Schedule, DateTimeOffset Due, TimeSpan Timeout);

/// <summary>From the actor of a job to the sender of <see cref="RunJob"/>: it is done, and can be stopped.</summary>
public sealed record JobDone
{
    private JobDone(CallToolResult? result, string? error) => (Result, Error) = (result, error);

    /// <summary>What came of it, for the report; null where there is nothing to say.</summary>
    public CallToolResult? Result { get; }

    /// <summary>Why it has failed; null where it has succeeded.</summary>
    public string? Error { get; }

    /// <summary>It has succeeded.</summary>
    /// <param name="text">What came of it, for the report; null where there is nothing to say.</param>
    public static JobDone Succeeded(string? text = null) =>
        new(text is null ? null : new CallToolResult { Content = [new TextContentBlock { Text = text }] }, null);

    /// <summary>It has succeeded with a tool's result.</summary>
    public static JobDone Succeeded(CallToolResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return new JobDone(result, null);
    }

    /// <summary>It has failed.</summary>
    /// <param name="error">Why, for the report.</param>
    public static JobDone Failed(string error)
    {
        ArgumentException.ThrowIfNullOrEmpty(error);
        return new JobDone(null, error);
    }
}
