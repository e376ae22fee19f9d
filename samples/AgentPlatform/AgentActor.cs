using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using McpActors.Hosting;
using McpActors.Servers;
using McpActors.Sessions;

namespace AgentPlatform;

/// <summary>
/// An agent, which holds its session: when it stops or crashes, the session and the session's own process end.
/// </summary>
internal sealed class AgentActor : ReceiveActor, IWithUnboundedStash
{
    private readonly IActorRef _sessions;
    private IActorRef _desk = ActorRefs.Nobody;

    public AgentActor(IRequiredActor<McpSessions> sessions)
    {
        _sessions = sessions.ActorRef;
        Receive<SessionOpened>(opened =>
        {
            _desk = opened.Session;
            Become(AtTheDesk);
            Stash.UnstashAll();
        });
        Receive<Status.Failure>(failure => Become(() => Leave(failure)));
        ReceiveAny(_ => Stash.Stash());
    }

    public IStash Stash { get; set; } = null!;

    protected override void PreStart() => _sessions.Tell(new OpenSession(PlatformProgram.Desk));

    private void AtTheDesk()
    {
        // The answer goes directly to the requester. The session knows its server, so the call need not name it.
        Receive<AgentTask>(task => _desk.Forward(new CallTool("", task.Tool, task.Arguments)));
        Receive<SessionRestarted>(news => Context.GetLogger().Info("My desk was cleared: {0}", news.Reason));
        Receive<SessionEnded>(_ => Context.Stop(Self));
    }

    private void Leave(Status.Failure why)
    {
        Receive<AgentTask>(_ => Sender.Tell(why));
        Stash.UnstashAll();
        Self.Tell(PoisonPill.Instance);
    }
}
