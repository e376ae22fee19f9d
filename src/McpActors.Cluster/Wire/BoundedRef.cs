using Akka.Actor;

namespace McpActors.Cluster.Wire;

/// <summary>
/// An actor on another node, for a local sender that does not know about nodes: it gets the messages that fit, and an
/// explanation instead of those that do not. Thread-safe.
/// </summary>
internal sealed class BoundedRef(IActorRef to, FrameLimit frame) : MinimalActorRef
{
    public override ActorPath Path => to.Path;

    public override IActorRefProvider Provider => ((IInternalActorRef)to).Provider;

    protected override void TellInternal(object message, IActorRef sender) => to.Tell(frame.OrFailure(message, to), sender);
}
