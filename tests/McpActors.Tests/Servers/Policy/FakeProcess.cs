namespace McpActors.Tests.Servers.Policy;

/// <summary>
/// A process and its ProcessActor, as a <see cref="ServerPolicy"/> sees them. The test decides when requests in flight
/// are answered.
/// </summary>
internal sealed class FakeProcess(ServerProcess process, string name) : MinimalActorRef, IProcessRequests
{
    private static readonly ActorPath Root = new RootActorPath(new Address("akka", "policy")) / "user" / "processes";

    private readonly List<(IServerRequest Request, IActorRef ReplyTo)> _inFlight = [];
    private TaskCompletionSource? _drained;
    private bool _closed;

    public override ActorPath Path { get; } = Root / name;

    public override IActorRefProvider Provider => throw new NotSupportedException();

    public ServerProcess Process => process;

    public StartPermit? Permit { get; set; }

    public bool IsAdmitted { get; private set; }

    public bool IsLaunched { get; set; }

    public bool IsReady { get; set; }

    public bool IsEnding { get; set; }

    public bool IsGone { get; set; }

    public string? WhyRefused { get; private set; }

    /// <summary>Whether the last answer is awaited and has not been reported yet.</summary>
    public bool IsDrainDue => _drained is { Task.IsCompleted: true } && !process.IsAnswered;

    public int Count => _inFlight.Count;

    public TimeSpan Unused => _inFlight.Count == 0 ? TimeSpan.FromDays(1) : TimeSpan.Zero;

    public string? BreakerOpen => null;

    public string? ReadingPaused => null;

    public bool TrySend(IServerRequest request, IActorRef replyTo, Repetition? earlier = null)
    {
        if (_closed) return false;
        if (IsGone || IsEnding) replyTo.Tell(Failure("its process ended"));
        else _inFlight.Add((request, replyTo));
        return true;
    }

    public void Cancel(string callId)
    {
        for (var i = _inFlight.Count - 1; i >= 0; i--)
            if (_inFlight[i].Request is CallTool { CallId: { } id } && id == callId) AnswerAt(i, Failure("it was cancelled"));
    }

    public Task DrainAsync()
    {
        _closed = true;
        _drained ??= new TaskCompletionSource();
        if (_inFlight.Count == 0) _drained.TrySetResult();
        return _drained.Task;
    }

    public bool TryCloseIdle() => _inFlight.Count == 0 && (_closed = true);

    /// <summary>Gives up the wait for a place.</summary>
    public void GiveUp() => WhyRefused = "there was no room";

    public void AnswerOne(int which) => AnswerAt(which % _inFlight.Count, "an answer");

    /// <summary>Fails the requests in flight, like the ProcessActor.</summary>
    public void FailAll()
    {
        while (_inFlight.Count > 0) AnswerAt(0, Failure("its process ended"));
    }

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is Admitted) IsAdmitted = true;
        else if (message is Refused refused) WhyRefused = refused.Why;
    }

    private static Status.Failure Failure(string why) => new(new McpServerException("a", ServerFailure.Exited, why));

    private void AnswerAt(int index, object answer)
    {
        var (_, replyTo) = _inFlight[index];
        _inFlight.RemoveAt(index);
        replyTo.Tell(answer);
        if (_closed && _inFlight.Count == 0) _drained?.TrySetResult();
    }
}
