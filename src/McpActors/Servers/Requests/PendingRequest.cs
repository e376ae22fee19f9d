using Akka.Actor;

namespace McpActors.Servers;

/// <summary>
/// A request under way: until when it may be, and why it was cancelled. Each progress begins its time anew, and <c>max-call-timeout</c> ends
/// it all the same, as the protocol advises (lifecycle, "Timeouts"): a server that only says that it goes on is no different from one that hangs.
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
        // Taken now: a source that is disposed of gives none.
        Token = _cancellation.Token;
    }

    public IServerRequest Message { get; }

    public IActorRef ReplyTo { get; }

    /// <summary>With which the breaker is told what became of it.</summary>
    public BreakerPass Pass { get; }

    public TimeSpan Elapsed => _clock.GetElapsedTime(_since);

    public CancellationToken Token { get; }

    public string? CancelledFor { get; private set; }

    /// <summary>As what it fails, where it was cancelled.</summary>
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

    /// <summary>What happened to it, where its time is over.</summary>
    public string DescribeTimeout() =>
        Elapsed >= _longest ? $"got no answer within {_longest.TotalSeconds:0.###} s, its max-call-timeout."
        : _progressed ? $"got neither an answer nor progress within {_timeout.TotalSeconds:0.###} s."
        : $"got no answer within {_timeout.TotalSeconds:0.###} s.";
}
