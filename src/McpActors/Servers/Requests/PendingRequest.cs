using Akka.Actor;
using McpActors.Stdio;

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
    private readonly CancellationTokenSource _cancellation;
    private long _lastSign;
    private volatile bool _progressed;
    private int _isKept;

    public PendingRequest(IServerRequest message, IActorRef replyTo, TimeSpan timeout, TimeSpan longest, TimeProvider clock, BreakerPass pass,
        Delivery delivery, Repetition? earlier = null)
    {
        (Delivery, Earlier) = (delivery, earlier);
        Message = message;
        ReplyTo = replyTo;
        Pass = pass;
        _timeout = timeout < longest ? timeout : longest;
        _longest = longest;
        _clock = clock;
        _lastSign = clock.GetTimestamp();
        Since = earlier?.Since ?? _lastSign;
        _cancellation = new CancellationTokenSource(earlier?.Left ?? _timeout, clock);
        // The token is read now, because a disposed source has none.
        Token = _cancellation.Token;
    }

    public IServerRequest Message { get; }

    public IActorRef ReplyTo { get; }

    /// <summary>The breaker's pass, for the report of the outcome.</summary>
    public BreakerPass Pass { get; }

    /// <summary>Whether it was handed to the pipe.</summary>
    public Delivery Delivery { get; }

    /// <summary>The request's history in lost processes; null if this process is the first.</summary>
    public Repetition? Earlier { get; }

    /// <summary>When it was sent first.</summary>
    public long Since { get; }

    public TimeSpan Elapsed => _clock.GetElapsedTime(Since);

    public CancellationToken Token { get; }

    public string? CancelledFor { get; private set; }

    /// <summary>The kind of failure of a cancelled request; null if it was not cancelled.</summary>
    public ServerFailure? Failure { get; private set; }

    /// <summary>How much of its time is left.</summary>
    public TimeSpan Left
    {
        get
        {
            var left = _progressed || Earlier is null ? _timeout - _clock.GetElapsedTime(Volatile.Read(ref _lastSign)) : Earlier.Left;
            return left < _longest - Elapsed ? left : _longest - Elapsed;
        }
    }

    /// <summary>
    /// Gives the request up, and says whether the server may have acted on it. An unsent request is never sent after this.
    /// </summary>
    public RequestOutcome GiveUp() => Delivery.TryWithdraw() ? Earlier?.Outcome ?? RequestOutcome.NotSent : RequestOutcome.Unknown;

    /// <summary>
    /// Keeps the request although its process is lost.
    /// </summary>
    /// <param name="whenOver">Called once, when the request is cancelled or times out.</param>
    public void Keep(Action whenOver)
    {
        if (Interlocked.Exchange(ref _isKept, 1) == 0) Token.UnsafeRegister(static over => ((Action)over!)(), whenOver);
    }

    public void Extend()
    {
        _progressed = true;
        Volatile.Write(ref _lastSign, _clock.GetTimestamp());
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
        Earlier is not null && !_progressed ? $"got no answer within {_timeout.TotalSeconds:0.###} s, although it was sent again when its process had ended."
        : Elapsed >= _longest ? $"got no answer within {_longest.TotalSeconds:0.###} s, its max-call-timeout."
        : _progressed ? $"got neither an answer nor progress within {_timeout.TotalSeconds:0.###} s."
        : $"got no answer within {_timeout.TotalSeconds:0.###} s.";
}
