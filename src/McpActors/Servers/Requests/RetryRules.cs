using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>The next step of a request whose process is lost.</summary>
internal enum RetryStep
{
    /// <summary>The caller receives the failure.</summary>
    Fail,

    /// <summary>It is sent again when the instance has another process.</summary>
    Repeat,

    /// <summary>It is kept until the lost process is proven extinct, and then looked at again.</summary>
    Wait,
}

/// <summary>Whether a request is sent again, as <c>retry</c> says. Nothing else decides it.</summary>
internal static class RetryRules
{
    /// <summary>The setting for a request: that of the call, or that of its server.</summary>
    public static ServerRetry For(IServerRequest request, ServerSettings server) => (request as CallTool)?.Retry ?? server.Retry;

    /// <param name="retry">The setting for the request.</param>
    /// <param name="pending">The request.</param>
    /// <param name="outcome">Whether the server may have acted on it.</param>
    /// <param name="isIdempotent">Whether it does no harm to send it twice, as far as that is known.</param>
    /// <param name="gone">How the process ended; null where it has not, as far as that is known.</param>
    public static RetryStep Decide(ServerRetry retry, PendingRequest pending, RequestOutcome outcome, bool isIdempotent, Extinction? gone)
    {
        // Nobody waits for the answer.
        if (retry == ServerRetry.Never || pending.CancelledFor is not null || pending.Left <= TimeSpan.Zero || pending.ReplyTo.IsNobody()) return RetryStep.Fail;
        if (outcome == RequestOutcome.NotSent) return RetryStep.Repeat;
        // The session's state in its process is lost, and the request may depend on it.
        if (retry != ServerRetry.Idempotent || !isIdempotent || pending.ReplyTo is ISessionCaller) return RetryStep.Fail;
        return gone is null ? RetryStep.Wait : gone.Exit is { Confirmed: true } ? RetryStep.Repeat : RetryStep.Fail;
    }
}

/// <summary>The extinction of a process.</summary>
/// <param name="Exit">The report; null if nobody saw the end.</param>
internal sealed record Extinction(ExitReport? Exit);

/// <summary>A receiver of answers in a session, whose process has state.</summary>
internal interface ISessionCaller;

/// <summary>The receiver of requests whose process is lost.</summary>
internal interface IRepeatRequests
{
    /// <summary>
    /// Sends a request to the next process; the request is always answered. False if there will be no process; then nothing
    /// was done.
    /// </summary>
    /// <param name="lost">The lost process, which must not get the request.</param>
    /// <param name="again">The request.</param>
    bool TryRepeat(IProcessRequests lost, Repetition again);
}
