using System.Text.Json;
using Akka.Actor;
using ModelContextProtocol.Protocol;

namespace McpActors.Scheduling;

/// <summary>One unit of work: a tool call, or an actor of the platform's own (<see cref="Run"/>).</summary>
/// <param name="Server">The server's configured name; empty for an actor.</param>
/// <param name="Tool">The tool's name; empty for an actor.</param>
/// <param name="Arguments">The tool's arguments, by name.</param>
public sealed record Job(string Server, string Tool, IReadOnlyDictionary<string, JsonElement> Arguments)
{
    private static readonly Dictionary<string, JsonElement> NoArguments = [];

    private readonly string? _name;

    /// <summary>What makes the actor; null for a tool call.</summary>
    public Props? Actor { get; private init; }

    /// <summary>What reports call it: <c>SERVER/TOOL</c>, or the actor's name.</summary>
    public string Name => _name ?? $"{Server}/{Tool}";

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
    public static Job Run(Props actor, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(actor);
        return new Job("", "", NoArguments, name ?? actor.Type?.Name ?? "actor") { Actor = actor };
    }

    private Job(string server, string tool, IReadOnlyDictionary<string, JsonElement> arguments, string name)
        : this(server, tool, arguments) => _name = name;
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
