namespace McpActors.Tests.Servers.Policy;

/// <summary>A requester of a server, or one of its sessions. It records the messages that it gets.</summary>
internal sealed class Caller(string name, Action<object>? onTold = null) : MinimalActorRef
{
    private static readonly ActorPath Root = new RootActorPath(new Address("akka", "policy")) / "user";

    public override ActorPath Path { get; } = Root / name;

    public override IActorRefProvider Provider => throw new NotSupportedException();

    public List<object> Told { get; } = [];

    /// <summary>The queue for its requests, once it has its place as a session.</summary>
    public RequestQueue? Queue { get; private set; }

    /// <summary>Whether its server has ended it as a session.</summary>
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
