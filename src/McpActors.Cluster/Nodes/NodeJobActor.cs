using Akka.Actor;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Nodes;

/// <summary>
/// A job of the leader's, on the node that it was placed on: one call. It ends with the answer, or cancels the call when the job, or the node
/// that it is in, is gone.
/// </summary>
internal sealed class NodeJobActor : ReceiveActor
{
    private readonly RunCall _run;
    private readonly IActorRef _servers;
    private readonly IActorRef _sessions;
    private bool _answered;

    public NodeJobActor(RunCall run, IActorRef servers, IActorRef sessions)
    {
        _run = run;
        _servers = servers;
        _sessions = sessions;
        Receive<Terminated>(_ => Context.Stop(Self));
        ReceiveAny(answer =>
        {
            _answered = true;
            _run.Job.Tell(answer, Self);
            Context.Stop(Self);
        });
    }

    protected override void PreStart()
    {
        Context.Watch(_run.Job);
        Say(_run.Call);
    }

    protected override void PostStop()
    {
        if (!_answered && _run.Call.CallId is { } id) Say(new CancelCall(_run.Call.Server, id));
    }

    private void Say(IServerMessage message)
    {
        if (_run.Session is { } session) _sessions.Tell(new InSession(session, message));
        else _servers.Tell(message);
    }
}
