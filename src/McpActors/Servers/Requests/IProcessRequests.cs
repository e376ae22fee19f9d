using Akka.Actor;

namespace McpActors.Servers;

/// <summary>The requests of one process, as its <see cref="RequestQueue"/> and its server see them. Thread-safe.</summary>
internal interface IProcessRequests
{
    /// <summary>How many are in flight.</summary>
    int Count { get; }

    /// <summary>How long nothing has been in flight; zero while something is.</summary>
    TimeSpan Unused { get; }

    /// <summary>Why requests are refused for a while; null where they are not.</summary>
    string? BreakerOpen { get; }

    /// <summary>Why reading from the process is paused, or was within the last second; null where it was not.</summary>
    string? ReadingPaused { get; }

    /// <summary>Sends a request, and answers it whatever happens. False where the process takes no more: then nothing was done.</summary>
    bool TrySend(IServerRequest request, IActorRef replyTo);

    /// <summary>Cancels the calls with this id that are in flight.</summary>
    void Cancel(string callId);

    /// <summary>Takes no more. Completes when all that was taken is answered.</summary>
    Task DrainAsync();

    /// <summary>Takes no more if nothing is in flight; one step. False where something is: then it goes on as before.</summary>
    bool TryCloseIdle();
}
