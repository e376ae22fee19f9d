using McpActors.Processes;
using McpActors.Scheduling;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Wire;

/// <summary>
/// A failure, as data: what the caller of another node is to know of it, and no stack. What causes it beyond that is in its message.
/// </summary>
internal sealed record FailureData
{
    public required string Kind { get; init; }

    public required string Message { get; init; }

    public string? Server { get; init; }

    public ServerFailure? ServerFailure { get; init; }

    public ExitReport? Exit { get; init; }

    public string? Session { get; init; }

    public SessionFailure? SessionFailure { get; init; }

    public BatchReport? Batch { get; init; }

    /// <summary>Whether it is one of ours; others are Akka.NET's to write.</summary>
    public static bool Knows(Exception? cause) =>
        cause is McpServerException or McpSessionException or McpSchedulerException or McpClusterException
        || cause?.GetType() == typeof(ArgumentException) || cause?.GetType() == typeof(ArgumentOutOfRangeException);

    public static FailureData Of(Exception cause) => cause switch
    {
        McpServerException e => new FailureData { Kind = "server", Message = e.Message, Server = e.Server, ServerFailure = e.Failure, Exit = e.Exit },
        McpSessionException e => new FailureData { Kind = "session", Message = e.Message, Session = e.Session, SessionFailure = e.Failure },
        McpSchedulerException e => new FailureData { Kind = "scheduler", Message = e.Message, Batch = e.Batch },
        McpClusterException e => new FailureData { Kind = "cluster", Message = e.Message },
        _ => new FailureData { Kind = "argument", Message = cause.Message },
    };

    // A kind that is not known here comes from a newer node; what it says is for people anyhow.
    public Exception ToException() => Kind switch
    {
        "server" => new McpServerException(Server ?? "", ServerFailure ?? default, Message, Exit),
        "session" => new McpSessionException(Session, SessionFailure ?? default, Message),
        "scheduler" => new McpSchedulerException(Message) { Batch = Batch },
        "argument" => new ArgumentException(Message),
        _ => new McpClusterException(Message),
    };
}
