using Akka.Actor;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Client;

/// <summary>
/// Holds a session for a caller that is not an actor. It never ends by itself, and learns how the session ends.
/// </summary>
internal sealed class ClientSessionHolder(PendingPromises pending) : Promise(pending)
{
    private readonly TaskCompletionSource<SessionEnded> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SessionOpened? _opened;

    protected override string Name => "session";

    public Task<SessionEnded> Ended => _ended.Task;

    public void Opened(SessionOpened opened)
    {
        _opened = opened;
        Pending.Add(this);
    }

    public override void Fail(McpServerException why) =>
        End(new SessionEnded(_opened!.Id, _opened.Server, SessionEnd.ShuttingDown, why.Message.TrimEnd('.')));

    protected override void TellInternal(object message, IActorRef sender)
    {
        if (message is SessionEnded ended) End(ended);
    }

    private void End(SessionEnded ended)
    {
        if (_ended.TrySetResult(ended)) Pending.Remove(this);
    }
}
