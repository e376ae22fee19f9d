namespace McpActors.Tests.Async;

/// <summary>Sessions of callers that are not actors.</summary>
public sealed class AsyncSessionTests : AsyncTestKit
{
    private TestProbe Session => field ??= CreateTestProbe("session");

    [Fact]
    public async Task A_session_calls_in_itself_and_is_closed_when_it_is_disposed_of()
    {
        var (session, holder) = await OpenAsync();
        var call = session.CallToolAsync("list", new { path = "/srv" });
        Assert.Equal("list", Session.ExpectMsg<CallTool>().Tool);
        Session.Reply(AResult());
        Assert.Equal("done", TextOf(await call.WaitAsync(Patience)));

        var disposal = session.DisposeAsync().AsTask();

        Assert.Null(Session.ExpectMsg<CloseSession>().Id);
        Assert.False(disposal.IsCompleted);
        holder.Tell(new SessionEnded("s", "files", SessionEnd.Closed, "It was closed on request"), Session);
        await disposal.WaitAsync(Patience);
        Assert.Equal(SessionEnd.Closed, (await session.Ended).Reason);
    }

    [Fact]
    public async Task A_session_that_ends_by_itself_says_so_and_can_be_disposed_of()
    {
        var (session, holder) = await OpenAsync();

        holder.Tell(new SessionRestarted("s", "files", "its process was replaced"), Session);
        Assert.False(session.Ended.IsCompleted);
        holder.Tell(new SessionEnded("s", "files", SessionEnd.Idle, "Nobody has used it"), Session);

        Assert.Equal(SessionEnd.Idle, (await session.Ended.WaitAsync(Patience)).Reason);
        await session.DisposeAsync().AsTask().WaitAsync(Patience);
    }

    [Fact]
    public async Task What_is_opened_after_its_caller_has_gone_is_closed()
    {
        using var cancellation = new CancellationTokenSource();
        var opening = Face.OpenSessionAsync("files", cancellationToken: cancellation.Token);
        Sessions.ExpectMsg<OpenSession>();
        await cancellation.CancelAsync();

        Sessions.Reply(new SessionOpened("s", "files", Session, null));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(Patience));
        Session.ExpectMsg<CloseSession>();
    }

    [Fact]
    public async Task A_session_is_over_when_the_system_has_terminated()
    {
        var (session, _) = await OpenAsync();

        await Sys.Terminate();

        Assert.Equal(SessionEnd.ShuttingDown, (await session.Ended.WaitAsync(Patience)).Reason);
        await session.DisposeAsync().AsTask().WaitAsync(Patience);
        await Assert.ThrowsAsync<McpServerException>(() => session.ListToolsAsync().WaitAsync(Patience));
    }

    [Fact]
    public async Task Its_tools_are_called_in_it()
    {
        var (session, _) = await OpenAsync();
        var listing = session.GetToolsAsync();
        Session.ExpectMsg<ListTools>();
        Session.Reply(Tools(ATool()));

        var invocation = Assert.Single(await listing.WaitAsync(Patience)).InvokeAsync();

        Assert.Equal("list", Session.ExpectMsg<CallTool>().Tool);
        Session.Reply(AResult());
        await invocation.AsTask().WaitAsync(Patience);
    }

    private async Task<(IMcpSession Session, IActorRef Holder)> OpenAsync()
    {
        var opening = Face.OpenSessionAsync("files", "s", TimeSpan.FromHours(1));
        var open = Sessions.ExpectMsg<OpenSession>();
        Assert.Equal(("files", "s", TimeSpan.FromHours(1)), (open.Server, open.Id, open.Ttl!.Value));
        Sessions.Reply(new SessionOpened("s", "files", Session, DateTimeOffset.UnixEpoch));
        var session = await opening.WaitAsync(Patience);
        Assert.Equal(("s", "files", DateTimeOffset.UnixEpoch), (session.Id, session.Server, session.Until!.Value));
        return (session, open.Holder!);
    }
}
