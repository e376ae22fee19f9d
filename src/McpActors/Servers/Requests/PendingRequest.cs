using Akka.Actor;

namespace McpActors.Servers;

/// <summary>
/// A request in flight, with its time limit and the reason of its cancellation. Each progress restarts the timeout,
/// within <c>max-call-timeout</c>, as the protocol advises (lifecycle, "Timeouts"): a server that only reports progress
/// may hang.
/// </summary>
internal sealed class PendingRequest : IDisposable
{
    private readonly TimeSpan _timeout;
    private readonly TimeSpan _longest;
    private readonly TimeProvider _clock;
    private readonly long _since;
    private readonly CancellationTokenSource _cancellation;
    private volatile bool _progressed;

    public PendingRequest(IServerRequest message, IActorRef replyTo, TimeSpan timeout, TimeSpan longest, TimeProvider clock, BreakerPass pass)
    {
        Message = message;
        ReplyTo = replyTo;
        Pass = pass;
        _timeout = timeout < longest ? timeout : longest;
        _longest = longest;
        _clock = clock;
        _since = clock.GetTimestamp();
        _cancellation = new CancellationTokenSource(_timeout, clock);
        // The token is read now, because a disposed source has none.
        Token = _cancellation.Token;
    }

    public IServerRequest Message { get; }

    public IActorRef ReplyTo { get; }

    /// <summary>The breaker's pass, for the report of the outcome.</summary>
    public BreakerPass Pass { get; }

    public TimeSpan Elapsed => _clock.GetElapsedTime(_since);

    public CancellationToken Token { get; }

    public string? CancelledFor { get; private set; }

    /// <summary>The kind of failure of a cancelled request; null if it was not cancelled.</summary>
    public ServerFailure? Failure { get; private set; }

    public void Extend()
    {
        _progressed = true;
        var left = _longest - Elapsed;
        try
        {
            if (left < _timeout) _cancellation.CancelAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero);
            else _cancellation.CancelAfter(_timeout);
        }
        catch (ObjectDisposedException)
        {
            // It was answered meanwhile.
        }
    }

    public void Cancel(string reason, ServerFailure failure = ServerFailure.Cancelled)
    {
        Failure ??= failure;
        CancelledFor ??= reason;
        try
        {
            _cancellation.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It was answered meanwhile.
        }
    }

    public void Dispose() => _cancellation.Dispose();

    /// <summary>Describes the timeout, as the end of a sentence about the request.</summary>
    public string DescribeTimeout() =>
        Elapsed >= _longest ? $"got no answer within {_longest.TotalSeconds:0.###} s, its max-call-timeout."
        : _progressed ? $"got neither an answer nor progress within {_timeout.TotalSeconds:0.###} s."
        : $"got no answer within {_timeout.TotalSeconds:0.###} s.";
}
