using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>What is done with a request whose process is lost.</summary>
internal enum RetryStep
{
    /// <summary>Its caller is told.</summary>
    Fail,

    /// <summary>It is sent again when the instance has another process.</summary>
    Repeat,

    /// <summary>It is kept until the lost process is proven extinct, and then looked at again.</summary>
    Wait,
}

/// <summary>Whether a request is sent again, as <c>retry</c> says. Nothing else decides it.</summary>
internal static class RetryRules
{
    /// <param name="retry">The server's.</param>
    /// <param name="pending">The request.</param>
    /// <param name="outcome">Whether the server may have acted on it.</param>
    /// <param name="isIdempotent">Whether it does no harm to send it twice, as far as that is known.</param>
    /// <param name="gone">How the process ended; null where it has not, as far as that is known.</param>
    public static RetryStep Decide(ServerRetry retry, PendingRequest pending, RequestOutcome outcome, bool isIdempotent, Extinction? gone)
    {
        // Its caller is not there any more, or it is nobody.
        if (retry == ServerRetry.Never || pending.CancelledFor is not null || pending.Left <= TimeSpan.Zero || pending.ReplyTo.IsNobody()) return RetryStep.Fail;
        if (outcome == RequestOutcome.NotSent) return RetryStep.Repeat;
        // What the session had in its process is gone, and the request may be about that.
        if (retry != ServerRetry.Idempotent || !isIdempotent || pending.ReplyTo is ISessionCaller) return RetryStep.Fail;
        return gone is null ? RetryStep.Wait : gone.Exit is { Confirmed: true } ? RetryStep.Repeat : RetryStep.Fail;
    }
}

/// <summary>A process is no more.</summary>
/// <param name="Exit">How it ended; null where nobody saw it.</param>
internal sealed record Extinction(ExitReport? Exit);

/// <summary>Whoever is answered in a session, whose process remembers what was said before.</summary>
internal interface ISessionCaller;

/// <summary>Where a request goes whose process is lost.</summary>
internal interface IRepeatRequests
{
    /// <summary>Sends it to the next process, and answers it whatever happens. False where there is to be none: then nothing was done.</summary>
    /// <param name="lost">The process that takes no more, and is not to get it.</param>
    /// <param name="again">The request.</param>
    bool TryRepeat(IProcessRequests lost, Repetition again);
}
