namespace McpActors.Tests.Sessions;

/// <summary>Sessions on real servers, each shared by all of its sessions.</summary>
public sealed class SharedServerTests : ActorTest
{
    [Fact]
    public async Task Sessions_of_one_server_share_its_process()
    {
        var (_, sessions) = Start(Adversary("a", "mcp-well"));
        var opened = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => OpenAsync(sessions)));

        var results = await Task.WhenAll(opened.Select(session =>
            session.Session.Ask<ToolResult>(new CallTool("", "echo", new { text = session.Id }), Patience)));

        Assert.Equal(opened.Select(session => session.Id), results.Select(result => Text(result)));
        Assert.Equal(1, Assert.Single(Ledger.Open).Id);
    }

    [Fact]
    public async Task A_session_outlives_a_restart_and_is_told_so()
    {
        var (servers, sessions) = Start(Adversary("a", "mcp-dies-in-call"));
        var opened = await OpenAsync(sessions, holder: TestActor);

        var died = await Assert.ThrowsAsync<McpServerException>(() => opened.Session.Ask<ToolResult>(new CallTool("", "echo"), Patience));

        Assert.Equal(ServerFailure.Exited, died.Failure);
        var told = await ExpectMsgAsync<SessionRestarted>(Patience);
        Assert.Equal((opened.Id, "a"), (told.Id, told.Server));
        Assert.Contains("exit code 7", told.Reason, StringComparison.Ordinal);
        Assert.Single((await opened.Session.Ask<ToolList>(new ListTools(""), Patience)).Tools);
        servers.Tell(new StopServer("a"));
        Assert.Equal(SessionEnd.ServerGone, (await ExpectMsgAsync<SessionEnded>(Patience)).Reason);
    }

    [Fact]
    public async Task Closing_cancels_the_call_in_the_server_and_disturbs_no_other_session()
    {
        var (_, sessions) = Start(Adversary("a", "mcp-hangs-in-call"));
        var (first, second) = (await OpenAsync(sessions), await OpenAsync(sessions));
        var call = new CallTool("", "echo") with { CallId = "same" };
        var (mine, theirs) = (first.Session.AnswerAsync(call, Patience), second.Session.AnswerAsync(call, Patience));
        await UntilAsync(async () => (await sessions.Ask<SessionList>(GetSessions.Instance, Patience)).Sessions.All(session => session.CallsInFlight == 1));

        await sessions.Ask<SessionEnded>(new CloseSession(first.Id), Patience);

        var failure = Assert.IsType<McpSessionException>(Assert.IsType<Status.Failure>(await mine).Cause);
        Assert.Equal(SessionFailure.Ended, failure.Failure);
        Assert.False(theirs.IsCompleted);
        second.Session.Tell(new CancelCall("", "same"));
        Assert.Equal(ServerFailure.Cancelled, Assert.IsType<McpServerException>(Assert.IsType<Status.Failure>(await theirs).Cause).Failure);
    }

    [Fact]
    public async Task An_unknown_or_parked_server_takes_no_session()
    {
        var (servers, sessions) = Start(Adversary("a") with { Command = "no-such-command-anywhere" });
        var unknown = await Assert.ThrowsAsync<McpServerException>(() => sessions.Ask<SessionOpened>(new OpenSession("b"), Patience));
        Assert.Equal(ServerFailure.UnknownServer, unknown.Failure);
        await Assert.ThrowsAsync<McpServerException>(() => StartAsync(servers));

        var parked = await Assert.ThrowsAsync<McpServerException>(() => OpenAsync(sessions));

        Assert.Equal(ServerFailure.NotRunning, parked.Failure);
        Assert.Contains("no-such-command-anywhere", parked.Message, StringComparison.Ordinal);
        Assert.Empty((await sessions.Ask<SessionList>(GetSessions.Instance, Patience)).Sessions);
    }

    [Fact]
    public async Task A_session_goes_on_when_the_actor_of_its_server_crashes()
    {
        var (servers, sessions) = Start(Adversary("a", "mcp-well"));
        var opened = await OpenAsync(sessions, holder: TestActor);
        await opened.Session.Ask<ToolList>(new ListTools(""), Patience);
        var server = (IInternalActorRef)await Sys.ActorSelection(servers.Path / "a").ResolveOne(Patience);

        // A supervisor's restart after an exception.
        server.Suspend();
        server.Restart(new InvalidOperationException("a test"));

        Assert.Contains("a test", (await ExpectMsgAsync<SessionRestarted>(Patience)).Reason, StringComparison.Ordinal);
        await opened.Session.Ask<ToolList>(new ListTools(""), Patience);
        await StopAsync(servers);
        Assert.Equal(SessionEnd.ServerGone, (await ExpectMsgAsync<SessionEnded>(Patience)).Reason);
    }

    private (IActorRef Servers, IActorRef Sessions) Start(params ServerSettings[] settings)
    {
        var servers = Servers(settings);
        return (servers, Sessions(servers));
    }

    private static string Text(ToolResult result) =>
        Assert.IsType<ModelContextProtocol.Protocol.TextContentBlock>(Assert.Single(result.Result.Content)).Text;
}
