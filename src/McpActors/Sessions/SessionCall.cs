using Akka.Actor;
using McpActors.Servers;
using McpActors.Telemetry;

namespace McpActors.Sessions;

/// <summary>
/// A request in flight. It is the request's sender from the server's point of view: the answer passes through the
/// caller's mailbox only, and the session still sees it.
/// </summary>
internal sealed class SessionCall : MinimalActorRef, ISessionCaller
{
    private readonly SessionCalls _calls;
    private readonly IActorRef _caller;
    private readonly IActorRef _session;
    private readonly IActorRef? _progressTo;

    /// <param name="calls">The session's calls.</param>
    /// <param name="request">The caller's request, with the session's server.</param>
    /// <param name="callId">The id of a tool call at the server.</param>
    /// <param name="caller">The receiver of the answer.</param>
    /// <param name="session">The sender of the answer.</param>
    /// <param name="path">The call's unique path.</param>
    public SessionCall(SessionCalls calls, IServerRequest request, string callId, IActorRef caller, IActorRef session, ActorPath path)
    {
        (_calls, _caller, _session, Path, Request) = (calls, caller, session, path, request);
        if (request is not CallTool tool) return;
        (CallerId, _progressTo) = (tool.CallId, tool.ProgressTo);
        Request = tool with { CallId = callId, ProgressTo = _progressTo is null ? null : this, Origin = Origin(tool, session) };
    }

    public override ActorPath Path { get; }

    public override IActorRefProvider Provider => ((IInternalActorRef)_session).Provider;

    /// <summary>
    /// The request to the server, with the session's server and a <see cref="CallTool.CallId"/> of the session's own.
    /// </summary>
    public IServerRequest Request { get; }

    /// <summary>The caller's id for the call; null if there is none.</summary>
    public string? CallerId { get; }

    /// <summary>Answers the caller, with the session as the sender.</summary>
    public void Answer(object answer) => _caller.Tell(answer, _session);

    private static RequestOrigin? Origin(CallTool tool, IActorRef session) =>
        tool.Origin is { } origin ? origin with { Session = session.Path.Name } : null;

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is not ToolProgress progress)
        {
            if (message is ToolResult { Cut.Kept: { } kept }) _calls.Keep(kept);
            if (_calls.End(this)) Answer(message);
        }
        else if (_calls.IsUnderWay(this))
        {
            // The server's id for the call differs from the caller's.
            _progressTo?.Tell(progress with { CallId = CallerId }, _session);
        }
    }
}
