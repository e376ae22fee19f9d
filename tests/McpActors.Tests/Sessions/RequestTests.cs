using System.Runtime.CompilerServices;

namespace McpActors.Tests.Sessions;

/// <summary>Requests in a session.</summary>
public sealed class RequestTests : SessionTestKit
{
    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("files")]
    public void A_request_reaches_the_sessions_server_and_its_answer_the_caller(string? named)
    {
        var session = Open(Start()).Session;

        Client.Send(session, new CallTool(named!, "list"));
        var (request, call) = ExpectRequest();
        Assert.Equal(("files", "list"), (request.Server, Assert.IsType<CallTool>(request).Tool));
        var result = AResult();
        Answer(call, result);

        Assert.Same(result, Client.ExpectMsg<ToolResult>());
        Assert.Equal(session, Client.LastSender);
        Client.Send(session, new ListTools(named!));
        Assert.IsType<ListTools>(ExpectRequest().Request);
    }

    [Fact]
    public void Requests_run_in_parallel_and_an_answer_is_given_once()
    {
        var sessions = Start();
        var session = Open(sessions).Session;
        Client.Send(session, new CallTool("", "first"));
        Client.Send(session, new CallTool("", "second"));
        var (first, second) = (ExpectRequest().Call, ExpectRequest().Call);
        Assert.NotEqual(first, second);
        Assert.Equal(2, Assert.Single(Statuses(sessions)).CallsInFlight);

        Answer(second, AResult("second"));
        Answer(second, AResult("twice"));
        Answer(first, AResult("first"));

        Assert.Equal("second", Client.ExpectMsg<ToolResult>().Tool);
        Assert.Equal("first", Client.ExpectMsg<ToolResult>().Tool);
        Assert.Equal(0, Assert.Single(Statuses(sessions)).CallsInFlight);
    }

    [Fact]
    public void Callers_of_two_sessions_may_give_their_calls_the_same_name()
    {
        var sessions = Start();
        var (mine, theirs) = (Open(sessions).Session, Open(sessions).Session);
        Client.Send(mine, new CallTool("", "list") with { CallId = "1" });
        Client.Send(theirs, new CallTool("", "list") with { CallId = "1" });
        var ids = new[] { ExpectRequest(), ExpectRequest() }.ToDictionary(r => ((CallTool)r.Request).CallId!, r => r.Call.Path.Parent);
        Assert.Equal(2, ids.Count);

        Client.Send(mine, new CancelCall("", "1"));

        var cancelled = Servers.ExpectMsg<CancelCall>();
        Assert.Equal("files", cancelled.Server);
        Assert.Equal(mine.Path, ids[cancelled.CallId]);
    }

    [Fact]
    public void Progress_has_the_callers_name_for_the_call_and_goes_where_the_caller_wants_it_until_the_answer()
    {
        var session = Open(Start()).Session;
        var listener = CreateTestProbe();
        Client.Send(session, new CallTool("", "slow") with { CallId = "mine", ProgressTo = listener });
        var tool = Assert.IsType<CallTool>(ExpectRequest().Request);
        void Progress(double value) => tool.ProgressTo!.Tell(new ToolProgress("files", "slow", tool.CallId, value, 2, null), Servers);

        Progress(1);
        Assert.Equal(new ToolProgress("files", "slow", "mine", 1, 2, null), listener.ExpectMsg<ToolProgress>());
        Answer(Servers.LastSender, AResult());
        Client.ExpectMsg<ToolResult>();
        Progress(2);
        listener.Send(session, new Identify("nothing between"));
        listener.ExpectMsg<ActorIdentity>();

        Client.Send(session, new CallTool("", "slow"));
        Assert.Null(Assert.IsType<CallTool>(ExpectRequest().Request).ProgressTo);
    }

    [Fact]
    public void Every_request_may_leave_its_server_to_the_session()
    {
        var session = Open(Start()).Session;
        foreach (var type in typeof(IServerRequest).Assembly.GetExportedTypes().Where(type => type.IsAssignableTo(typeof(IServerRequest)) && type.IsClass))
        {
            var request = (IServerRequest)RuntimeHelpers.GetUninitializedObject(type);
            Client.Send(session, request);
            var asked = ExpectRequest().Request;
            Assert.Equal((type, "files"), (asked.GetType(), asked.Server));
        }
    }

    [Fact]
    public void What_a_session_does_not_take_is_refused_and_the_session_goes_on()
    {
        var session = Open(Start(), "s").Session;

        Client.Send(session, new CallTool("search", "find"));
        ExpectRefusal(SessionFailure.WrongServer, "Session 's'", "'files'", "'search'");
        foreach (var timeout in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(-1), TimeSpan.MaxValue })
        {
            Client.Send(session, new ListTools("", timeout));
            ExpectRefusal(SessionFailure.BadRequest, "more than zero and at most 24 days");
        }
        Client.Send(session, new StopServer("files"));
        ExpectRefusal(SessionFailure.BadRequest, "StopServer");
        Client.Send(session, new Strange(""));
        ExpectRefusal(SessionFailure.BadRequest, "Strange", "name its server", "'files'");
        Client.Send(session, new CloseSession("other"));
        ExpectRefusal(SessionFailure.BadRequest, "'s'", "'other'");

        Client.Send(session, new Strange("files"));
        Assert.IsType<Strange>(ExpectRequest().Request);
    }

    [Fact]
    public void A_replaced_process_is_told_to_the_holder_and_on_the_event_stream()
    {
        var session = Open(Start(), "s").Session;
        _ = News;

        session.Tell(new SessionProcessReplaced("exit code 7"), Servers);

        var told = new SessionRestarted("s", "files", "exit code 7");
        Assert.Equal(told, Client.ExpectMsg<SessionRestarted>());
        Assert.Equal(told, News.ExpectMsg<SessionRestarted>());
        Sync(session);
    }

    [Fact]
    public void In_a_session_by_its_id()
    {
        var sessions = Start();
        Open(sessions, "s");
        Client.Send(sessions, new SessionMessage("s", new CallTool("", "list")));
        Answer(ExpectRequest().Call, AResult());
        Client.ExpectMsg<ToolResult>();

        foreach (var bad in new[] { new SessionMessage("", new ListTools("")), new SessionMessage("s", null!), new SessionMessage("s", new StopServer("files")) })
        {
            Client.Send(sessions, bad);
            ExpectRefusal(SessionFailure.BadRequest, "SessionMessage needs");
        }
    }

    [Fact]
    public void What_is_asked_before_a_session_has_its_place_waits_for_it_and_goes_where_the_place_is()
    {
        var (sessions, place) = (Start(), CreateTestProbe("place"));
        var session = Joining(sessions);
        Client.Send(sessions, new SessionMessage("s", new CallTool("", "list")));
        Client.Send(sessions, new SessionMessage("s", new BeginWork("", "crawl")));
        Sync(session);
        Assert.Equal(1, Assert.Single(Statuses(sessions)).CallsInFlight);

        session.Tell(Joined("files", place), place);

        Client.ExpectMsg<SessionOpened>();
        Assert.Equal("list", Assert.IsType<CallTool>(place.ExpectMsg<ProbeRequests.Sent>().Request).Tool);
        place.Reply(AResult());
        Client.ExpectMsg<ToolResult>();
        Assert.Equal(new BeginWork("files", "crawl"), place.ExpectMsg<SessionWork>().Work);
        Assert.Equal(Client, place.LastSender);
        Assert.Equal(0, Assert.Single(Statuses(sessions)).CallsInFlight);
    }

    [Fact]
    public void What_is_asked_before_a_session_has_its_place_is_refused_where_it_never_gets_one()
    {
        var sessions = Start();
        var session = Joining(sessions);
        Client.Send(sessions, new SessionMessage("s", new CallTool("", "list")));
        Client.Send(sessions, new SessionMessage("s", new BeginWork("", "crawl")));
        Sync(sessions);

        Advance(session, OpenTimeout);

        ExpectRefusal(SessionFailure.Ended, "Tool 'list'", "session 's'", "did not accept the session in time");
        ExpectRefusal(SessionFailure.Ended, "Work 'crawl'", "session 's'", "did not accept the session in time");
        ExpectRefusal(SessionFailure.TimedOut, "'files'");
        Assert.Empty(Statuses(sessions));
    }

    [Fact]
    public void A_call_that_is_cancelled_before_the_session_has_its_place_is_answered_and_never_made()
    {
        var sessions = Start();
        var session = Joining(sessions);
        Client.Send(sessions, new SessionMessage("s", new CallTool("", "list") with { CallId = "mine" }));

        Client.Send(sessions, new SessionMessage("s", new CancelCall("", "mine")));

        var failure = Assert.IsType<McpServerException>(Client.ExpectMsg<Status.Failure>().Cause);
        Assert.Equal((ServerFailure.Cancelled, "files"), (failure.Failure, failure.Server));
        Assert.Equal(0, Assert.Single(Statuses(sessions)).CallsInFlight);
        session.Tell(Joined("files"), Servers);
        Client.ExpectMsg<SessionOpened>();
        Client.Send(session, new ListTools(""));
        Assert.IsType<ListTools>(ExpectRequest().Request);
    }

    /// <summary>The session 's', which waits for its place.</summary>
    private IActorRef Joining(IActorRef sessions)
    {
        Client.Send(sessions, new OpenSession("files", "s"));
        Servers.ExpectMsg<JoinSession>();
        return Servers.LastSender;
    }

    private sealed record Strange(string Server) : IServerRequest
    {
        public TimeSpan? Timeout => null;
    }
}
