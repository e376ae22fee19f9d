using Akka.Actor;

namespace McpActors.Cluster.Wire;

/// <summary>An actor on another node for somebody here who answers it and knows nothing of nodes: it is told what reaches it, or why it does not. Thread-safe.</summary>
internal sealed class BoundedRef(IActorRef to, FrameLimit frame) : MinimalActorRef
{
    public override ActorPath Path => to.Path;

    public override IActorRefProvider Provider => ((IInternalActorRef)to).Provider;

    protected override void TellInternal(object message, IActorRef sender) => to.Tell(frame.OrFailure(message, to), sender);
}
