using System.Collections.Frozen;
using Akka.Actor;
using McpActors.Processes;
using McpActors.Scheduling;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Wire;

/// <summary>
/// A failure as data: everything that a caller on another node needs, without the stack trace. Inner exceptions are
/// part of the message.
/// </summary>
internal sealed record FailureData
{
    // Any other type arrives as a McpClusterException that names it: no type is created because another node names it.
    private static readonly FrozenDictionary<string, Func<string, Exception>> Foreign = new Dictionary<string, Func<string, Exception>>
    {
        [typeof(TimeoutException).FullName!] = message => new TimeoutException(message),
        [typeof(AskTimeoutException).FullName!] = message => new AskTimeoutException(message),
        [typeof(InvalidOperationException).FullName!] = message => new InvalidOperationException(message),
        [typeof(OperationCanceledException).FullName!] = message => new OperationCanceledException(message),
        [typeof(TaskCanceledException).FullName!] = message => new TaskCanceledException(message),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public required string Kind { get; init; }

    public required string Message { get; init; }

    public string? Server { get; init; }

    public ServerFailure? ServerFailure { get; init; }

    public RequestOutcome? Outcome { get; init; }

    public ExitReport? Exit { get; init; }

    public string? Session { get; init; }

    public SessionFailure? SessionFailure { get; init; }

    public BatchReport? Batch { get; init; }

    /// <summary>The exception's type, if it is not one of ours.</summary>
    public string? Type { get; init; }

    public static FailureData Of(Exception? cause) => cause switch
    {
        McpServerException e => new FailureData { Kind = "server", Message = e.Message, Server = e.Server, ServerFailure = e.Failure, Outcome = e.Outcome, Exit = e.Exit },
        McpSessionException e => new FailureData { Kind = "session", Message = e.Message, Session = e.Session, SessionFailure = e.Failure, Outcome = e.Outcome },
        McpSchedulerException e => new FailureData { Kind = "scheduler", Message = e.Message, Batch = e.Batch },
        McpClusterException e => new FailureData { Kind = "cluster", Message = e.Message },
        ArgumentException e when e.GetType() == typeof(ArgumentException) || e.GetType() == typeof(ArgumentOutOfRangeException) => new FailureData { Kind = "argument", Message = e.Message },
        null => new FailureData { Kind = "foreign", Message = "It failed without a reason." },
        _ => new FailureData { Kind = "foreign", Type = cause.GetType().FullName, Message = cause.Message },
    };

    // An unknown kind comes from a newer node; its message is for people anyway.
    public Exception ToException() => Kind switch
    {
        "server" => new McpServerException(Server ?? "", ServerFailure ?? default, Message, Exit) { Outcome = Outcome ?? default },
        "session" => new McpSessionException(Session, SessionFailure ?? default, Message) { Outcome = Outcome ?? default },
        "scheduler" => new McpSchedulerException(Message) { Batch = Batch },
        "argument" => new ArgumentException(Message),
        "foreign" when Type is { } type => Foreign.TryGetValue(type, out var create) ? create(Message) : new McpClusterException($"{type}: {Message}"),
        _ => new McpClusterException(Message),
    };
}
