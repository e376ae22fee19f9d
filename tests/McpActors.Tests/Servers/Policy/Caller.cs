using Akka.Actor;
using McpActors.Servers;

namespace McpActors.Tests.Servers.Policy;

/// <summary>Somebody who asks a server, or a session of it: remembers what it was told.</summary>
internal sealed class Caller(string name, Action<object>? onTold = null) : MinimalActorRef
{
    private static readonly ActorPath Root = new RootActorPath(new Address("akka", "policy")) / "user";

    public override ActorPath Path { get; } = Root / name;

    public override IActorRefProvider Provider => throw new NotSupportedException();

    public List<object> Told { get; } = [];

    /// <summary>Where its requests go, once it has its place as a session.</summary>
    public RequestQueue? Queue { get; private set; }

    /// <summary>Whether its server has said that it cannot go on, as a session.</summary>
    public bool IsOver { get; private set; }

    public override string ToString() => $"{name} was told [{string.Join(", ", Told.Select(Describe))}]";

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is SessionProcessReplaced) return;
        onTold?.Invoke(message);
        if (message is SessionServerGone) IsOver = true;
        else Told.Add(message);
        if (message is SessionJoined joined) Queue = joined.Queue;
    }

    private static string Describe(object message) => message is Status.Failure failure ? failure.Cause.Message : $"{message}";
}
