using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Akka.Actor;

namespace McpActors.Servers;

/// <summary>
/// The part of a server that outlives its ServerActor: its status, its restarts, and the messages that its actor has
/// not taken yet. Messages wait here, and the actor only receives a <see cref="TakeMessage"/>, so that no message is
/// lost with the mailbox of a killed actor.
/// </summary>
internal sealed class ServerEntry(string name, RestartWindow restarts, ListCatalog? catalog = null, ResultFolder? results = null)
{
    private readonly ConcurrentQueue<(IServerMessage Message, IActorRef Sender)> _inbox = new();

    public RestartWindow Restarts => restarts;

    public ServerBoard Board { get; } = new(name);

    /// <summary>The server's lists of tools, prompts and resources.</summary>
    public ServerLists Lists { get; } = new(name, catalog ?? new ListCatalog());

    /// <summary>The server's accepted tools.</summary>
    public PinnedTools Pins { get; } = new(name, catalog ?? new ListCatalog());

    /// <summary>The server's results that were too long.</summary>
    public ServerResults Results { get; } = new(name, results ?? new ResultFolder());

    /// <summary>The server's current ServerActor.</summary>
    public IActorRef Actor { get; private set; } = ActorRefs.Nobody;

    /// <summary>Whether the ServerActor has stopped and is not replaced.</summary>
    public bool IsGone { get; set; }

    /// <summary>Sets a new ServerActor, which takes the messages that its predecessor has left.</summary>
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
