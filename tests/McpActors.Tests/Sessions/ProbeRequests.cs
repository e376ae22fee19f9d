namespace McpActors.Tests.Sessions;

/// <summary>A process that forwards its requests to a probe, with their senders, and answers nothing itself.</summary>
internal sealed class ProbeRequests(string server, IActorRef probe) : IProcessRequests
{
    public int Count => 0;

    public TimeSpan Unused => TimeSpan.Zero;

    public string? BreakerOpen => null;

    public string? ReadingPaused => null;

    public bool TrySend(IServerRequest request, IActorRef replyTo, Repetition? earlier = null)
    {
        probe.Tell(new Sent(request), replyTo);
        return true;
    }

    public void Cancel(string callId) => probe.Tell(new CancelCall(server, callId));

    public Task DrainAsync() => Task.CompletedTask;

    public bool TryCloseIdle() => true;

    internal sealed record Sent(IServerRequest Request);
}
