using Akka.Actor;
using McpActors.Cluster.Wire;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Nodes;

/// <summary>
/// A request of another node, or a job of the leader, on the node that handles it. It ends with the answer, or cancels
/// the call when the requester or the requester's node is gone.
/// </summary>
internal sealed class NodeRequestActor : ReceiveActor
{
    private readonly IActorRef _requester;
    private readonly IServerMessage? _message;
    private readonly object _said;
    private readonly IActorRef _whom;
    private readonly FrameLimit _frame;
    private readonly bool _isJob;
    private bool _over;

    /// <param name="requester">The receiver of the answer.</param>
    /// <param name="said">An <see cref="IServerMessage"/>, a message in a session, or the end of a session.</param>
    /// <param name="whom">The actor of the servers or of the sessions.</param>
    /// <param name="frame">The size limit of answers to the requester's node.</param>
    /// <param name="isJob">Whether the requester's end cancels the call. For requests only the end of the requester's
    /// node does, which the agent observes: watching each requester would cost one more message.</param>
    public NodeRequestActor(IActorRef requester, object said, IActorRef whom, FrameLimit frame, bool isJob)
    {
        (_requester, _said, _whom, _frame, _isJob) = (requester, said, whom, frame, isJob);
        _message = said is SessionMessage sessionMessage ? sessionMessage.Message : said as IServerMessage;
        Receive<Terminated>(_ => Context.Stop(Self));
        ReceiveAny(Answer);
    }

    // Props.Create with a type: an expression would be compiled on each call.
    public static Props Props(IActorRef requester, object said, IActorRef whom, FrameLimit frame, bool isJob) =>
        Akka.Actor.Props.Create<NodeRequestActor>(requester, said, whom, frame, isJob);

    protected override void PreStart()
    {
        if (_isJob) Context.Watch(_requester);
        _whom.Tell(_said);
    }

    protected override void PostStop()
    {
        if (_over) return;
        if (_message is CallTool { CallId: { } id } call) _whom.Tell(_said is SessionMessage { Id: var session } ? new SessionMessage(session, new CancelCall("", id)) : new CancelCall(call.Server, id));
        // Lost if the requester is gone.
        Answer(new Status.Failure(new McpServerException(
            _message?.Server ?? "", ServerFailure.NoNode,
            $"{_said.GetType().Name} was ended on node {Self.Path.Root} before it was answered. Its effects are not known.")));
    }

    private void Answer(object answer)
    {
        _over = true;
        _requester.Tell(_frame.OrFailure(answer, _requester), Self);
        Context.Stop(Self);
    }
}
