using Akka.Actor;

namespace McpActors.Servers;

/// <summary>The requests of one process, for its <see cref="RequestQueue"/> and its server. Thread-safe.</summary>
internal interface IProcessRequests
{
    /// <summary>The number of requests in flight.</summary>
    int Count { get; }

    /// <summary>The time since the last request ended; zero while one is in flight.</summary>
    TimeSpan Unused { get; }

    /// <summary>The reason why the breaker is open and refuses requests; null if it is closed.</summary>
    string? BreakerOpen { get; }

    /// <summary>
    /// The reason why reading from the process is paused, or was within the last second; null otherwise.
    /// </summary>
    string? ReadingPaused { get; }

    /// <summary>
    /// Sends a request, which is always answered. False if the process takes no more; then nothing was sent.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="replyTo">The receiver of the answer.</param>
    /// <param name="earlier">The request's history in lost processes; null if this process is the first.</param>
    bool TrySend(IServerRequest request, IActorRef replyTo, Repetition? earlier = null);

    /// <summary>Cancels the calls with this id that are in flight.</summary>
    void Cancel(string callId);

    /// <summary>Takes no more requests. Completes when all requests in flight are answered.</summary>
    Task DrainAsync();

    /// <summary>
    /// Takes no more requests if none is in flight, in one atomic step. False, without effect, if one is.
    /// </summary>
    bool TryCloseIdle();
}
