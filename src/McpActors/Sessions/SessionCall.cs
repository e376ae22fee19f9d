using Akka.Actor;
using McpActors.Servers;
using McpActors.Telemetry;

namespace McpActors.Sessions;

/// <summary>
/// A request under way: it is the sender that the server sees, so that the answer passes through no mailbox but the caller's, and the session
/// nevertheless knows that it has come.
/// </summary>
internal sealed class SessionCall : MinimalActorRef
{
    private readonly SessionCalls _calls;
    private readonly IActorRef _caller;
    private readonly IActorRef _session;
    private readonly IActorRef? _progressTo;

    /// <param name="calls">Those that it is one of.</param>
    /// <param name="request">As the caller has it, with the session's server.</param>
    /// <param name="callId">What a call is called in its server.</param>
    /// <param name="caller">Who is answered.</param>
    /// <param name="session">Who answers.</param>
    /// <param name="path">Its own, unlike any other's.</param>
    public SessionCall(SessionCalls calls, IServerRequest request, string callId, IActorRef caller, IActorRef session, ActorPath path)
    {
        (_calls, _caller, _session, Path, Request) = (calls, caller, session, path, request);
        if (request is not CallTool tool) return;
        (CallerId, _progressTo) = (tool.CallId, tool.ProgressTo);
        Request = tool with { CallId = callId, ProgressTo = _progressTo is null ? null : this, Origin = Origin(tool, session) };
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider => ((IInternalActorRef)_session).Provider;

    /// <summary>As the server has it: with the session's server, and a <see cref="CallTool.CallId"/> of the session's.</summary>
    public IServerRequest Request { get; }

    /// <summary>The name that the caller gave the call.</summary>
    public string? CallerId { get; }

    /// <summary>To the caller, from the session.</summary>
    public void Answer(object answer) => _caller.Tell(answer, _session);

    private static RequestOrigin? Origin(CallTool tool, IActorRef session) =>
        tool.Origin is { } origin ? origin with { Session = session.Path.Name } : null;

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is not ToolProgress progress)
        {
            if (_calls.End(this)) Answer(message);
        }
        else if (_calls.IsUnderWay(this))
        {
            // The name that the server knows the call by is not the caller's.
            _progressTo?.Tell(progress with { CallId = CallerId }, _session);
        }
    }
}
