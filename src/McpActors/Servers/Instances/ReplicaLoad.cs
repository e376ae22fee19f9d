using Akka.Actor;

namespace McpActors.Servers;

/// <summary>
/// How many requests a replica of a pool has been given and not answered, those that still lie in a mailbox included: a second one that comes at
/// once is not to go to the same. Thread-safe.
/// </summary>
internal sealed class ReplicaLoad
{
    private int _count;

    public int Count => Volatile.Read(ref _count);

    /// <summary>The reference to which a request that goes there is to be answered, on behalf of who sent it.</summary>
    public IActorRef ReplyTo(IActorRef requester, IActorRefProvider provider)
    {
        Interlocked.Increment(ref _count);
        return new Counted(this, requester, provider);
    }

    private sealed class Counted(ReplicaLoad load, IActorRef requester, IActorRefProvider provider) : MinimalActorRef
    {
        private int _answered;

        public override ActorPath Path => requester.Path;

        public override IActorRefProvider Provider => provider;

        protected override void TellInternal(object message, IActorRef sender)
        {
            if (Interlocked.Exchange(ref _answered, 1) == 0) Interlocked.Decrement(ref load._count);
            requester.Tell(message, sender);
        }
    }
}
