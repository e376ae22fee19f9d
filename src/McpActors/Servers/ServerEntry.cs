using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace McpActors.Servers;

/// <summary>
/// A server as the ServersActor has it, and what outlives its ServerActor: where it stands, its restarts, and the messages that its actor has not taken
/// yet. A message is left here and the actor is only told to take it, so that none is lost with the mailbox of an actor that somebody killed.
/// </summary>
internal sealed class ServerEntry(string name, RestartWindow restarts)
{
    private readonly ConcurrentQueue<(IServerMessage Message, IActorRef Sender)> _inbox = new();

    public RestartWindow Restarts => restarts;

    public ServerBoard Board { get; } = new(name);

    /// <summary>Its ServerActor.</summary>
    public IActorRef Actor { get; private set; } = ActorRefs.Nobody;

    /// <summary>Whether it has no ServerActor any more, and gets none.</summary>
    public bool IsGone { get; set; }

    /// <summary>It has another ServerActor: that takes what the last one has not taken.</summary>
    public void Use(IActorRef actor)
    {
        Actor = actor;
        for (var left = _inbox.Count; left > 0; left--) actor.Tell(TakeMessage.Instance, ActorRefs.NoSender);
    }

    public void Post(IServerMessage message, IActorRef sender)
    {
        _inbox.Enqueue((message, sender));
        Actor.Tell(TakeMessage.Instance, ActorRefs.NoSender);
    }

    public bool TryTake([NotNullWhen(true)] out IServerMessage? message, out IActorRef sender)
    {
        var taken = _inbox.TryDequeue(out var next);
        (message, sender) = next;
        return taken;
    }
}

/// <summary>To a ServerActor: a message waits in its <see cref="ServerEntry"/>.</summary>
internal sealed record TakeMessage
{
    public static TakeMessage Instance { get; } = new();
}
