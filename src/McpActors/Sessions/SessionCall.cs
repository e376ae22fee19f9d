using Akka.Actor;
using McpActors.Servers;

namespace McpActors.Sessions;

/// <summary>
/// A request under way: it is the sender that the server sees, so that the answer passes through no mailbox but the caller's, and the session
/// nevertheless knows that it has come.
/// </summary>
internal sealed class SessionCall(SessionCalls calls, IServerRequest request, string? callerId, IActorRef caller, IActorRef session, ActorPath path)
    : MinimalActorRef
{
    public override ActorPath Path => path;

    public override IActorRefProvider Provider => ((IInternalActorRef)session).Provider;

    /// <summary>As the server has it: with the session's server, and a <see cref="CallTool.CallId"/> of the session's.</summary>
    public IServerRequest Request => request;

    /// <summary>The name that the caller gave the call.</summary>
    public string? CallerId => callerId;

    /// <summary>To the caller, from the session.</summary>
    public void Answer(object answer) => caller.Tell(answer, session);

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (calls.End(this)) Answer(message);
    }
}
