using Akka.Actor;
using McpActors.Cluster.Wire;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Cluster.Nodes;

/// <summary>
/// A request from another node, or a job of the leader's, on the node that is to do it. It ends with the answer, or takes the call back when
/// whoever asked, or the node it is in, is gone.
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

    /// <param name="requester">Who gets the answer.</param>
    /// <param name="said">An <see cref="IServerMessage"/>, one in a session, or the end of a session.</param>
    /// <param name="whom">The servers, or the sessions.</param>
    /// <param name="frame">What the requester's node can be told.</param>
    /// <param name="isJob">Whether the requester's end takes it back; else only that of its node does, which the agent sees: a watch of each would be a message more.</param>
    public NodeRequestActor(IActorRef requester, object said, IActorRef whom, FrameLimit frame, bool isJob)
    {
        (_requester, _said, _whom, _frame, _isJob) = (requester, said, whom, frame, isJob);
        _message = said is InSession inSession ? inSession.Message : said as IServerMessage;
        Receive<Terminated>(_ => Context.Stop(Self));
        ReceiveAny(Answer);
    }

    // Not as an expression, which would be compiled for each.
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
        if (_message is CallTool { CallId: { } id } call) _whom.Tell(_said is InSession { Id: var session } ? new InSession(session, new CancelCall("", id)) : new CancelCall(call.Server, id));
        // Where it is gone, nobody hears it.
        Answer(new Status.Failure(new McpServerException(
            _message?.Server ?? "", ServerFailure.NoNode, $"{_said.GetType().Name} was ended on node {Self.Path.Root} before it was answered. What it had done is not known.")));
    }

    private void Answer(object answer)
    {
        _over = true;
        _requester.Tell(_frame.OrFailure(answer, _requester), Self);
        Context.Stop(Self);
    }
}
