using Akka.Actor;

namespace McpActors.Servers;

/// <summary>
/// A request that is sent again because its process was lost, with its history. Its own timeout continues while it waits
/// for another process. Thread-safe.
/// </summary>
/// <param name="lost">The request, as the lost process had it.</param>
/// <param name="failure">The answer to the caller if the request cannot be sent again.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class Repetition(PendingRequest lost, McpServerException failure, TimeProvider clock) : IDisposable
{
    private readonly TimeSpan _left = lost.Left;
    private readonly long _from = clock.GetTimestamp();
    private ITimer? _timer;
    private int _isOver;

    public IServerRequest Request => lost.Message;

    public IActorRef ReplyTo => lost.ReplyTo;

    /// <summary>The answer to the caller if the request cannot be sent again.</summary>
    public McpServerException Failure => failure;

    /// <summary>Whether a server may have acted on it: no failure of a later try says less.</summary>
    public RequestOutcome Outcome => failure.Outcome;

    /// <summary>Whether it was found to do no harm if it is sent twice: a new process may not have said so yet.</summary>
    public bool IsIdempotent => Outcome == RequestOutcome.Unknown;

    /// <summary>When it was sent first.</summary>
    public long Since => lost.Since;

    /// <summary>How much of its time is left.</summary>
    public TimeSpan Left => _left - clock.GetElapsedTime(_from) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

    /// <summary>Says when its time is over, unless it is disposed of before.</summary>
    public void WhenOver(Action<Repetition> tell)
    {
        var timer = clock.CreateTimer(_ => tell(this), null, Left, Timeout.InfiniteTimeSpan);
        Volatile.Write(ref _timer, timer);
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _isOver) == 1) timer.Dispose();
    }

    /// <summary>The same failure, where it fails as this while it waits for another process.</summary>
    public McpServerException FailAs(ServerFailure kind, string whatHappened) =>
        RequestFailures.Of(Request, kind, Outcome, whatHappened, exit: failure.Exit);

    public void Dispose()
    {
        Volatile.Write(ref _isOver, 1);
        Interlocked.MemoryBarrier();
        Volatile.Read(ref _timer)?.Dispose();
    }
}
