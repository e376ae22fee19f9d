namespace McpActors.Tests.Sessions;

/// <summary>The ends of a session, and the fate of its calls.</summary>
public sealed class EndBehaviourTests : SessionTestKit
{
    [Fact]
    public void Closing_cancels_what_is_under_way_and_is_answered()
    {
        var sessions = Start();
        var session = Open(sessions, "s").Session;
        _ = News;
        var caller = CreateTestProbe();
        caller.Send(session, new CallTool("", "slow"));
        caller.Send(session, new ListTools(""));
        var (call, list) = (ExpectRequest(), ExpectRequest());

        var closer = CreateTestProbe();
        closer.Send(session, new CloseSession());

        Assert.Equal(new CancelCall("files", ((CallTool)call.Request).CallId!), Servers.ExpectMsg<CancelCall>());
        var failures = new[] { caller.ExpectMsg<Status.Failure>(), caller.ExpectMsg<Status.Failure>() }.Select(f => Assert.IsType<McpSessionException>(f.Cause));
        Assert.All(failures, failure => Assert.Equal(SessionFailure.Ended, failure.Failure));
        Assert.Contains(failures, failure => failure.Message.Contains("Tool 'slow' was cancelled: session 's' on server 'files' has ended", StringComparison.Ordinal));
        var end = ExpectEnd(SessionEnd.Closed, "s", "closed on request");
        Assert.Equal(end, closer.ExpectMsg<SessionEnded>());
        Assert.Equal(end, News.ExpectMsg<SessionEnded>());
        // A late answer is ignored.
        Answer(call.Call, AResult());
        Answer(list.Call, AResult());
        caller.Send(sessions, GetSessions.Instance);
        Assert.Empty(caller.ExpectMsg<SessionList>().Sessions);
    }

    [Fact]
    public void A_holder_that_closes_is_told_once()
    {
        var sessions = Start();
        var session = Open(sessions, "s").Session;
        Client.Send(session, new CloseSession("s"));
        ExpectEnd(SessionEnd.Closed, "s", "");
        Client.Send(sessions, GetSessions.Instance);
        Client.ExpectMsg<SessionList>();
    }

    [Fact]
    public void A_session_ends_with_its_opener()
    {
        var sessions = Start();
        var opener = Sys.ActorOf(Props.Create(() => new Opener(sessions, Client)));
        Servers.ExpectMsg<JoinSession>();
        Servers.Reply(Joined("files"));
        var session = Client.ExpectMsg<SessionOpened>().Session;
        _ = News;
        Client.Send(session, new CallTool("", "slow"));
        ExpectRequest();

        opener.Tell("crash");

        Assert.Equal(SessionEnd.HolderGone, News.ExpectMsg<SessionEnded>().Reason);
        Servers.ExpectMsg<CancelCall>();
        ExpectRefusal(SessionFailure.Ended, "Its holder", "has stopped");
    }

    [Fact]
    public void A_named_holder_counts_and_not_who_asked()
    {
        var sessions = Start();
        var holder = CreateTestProbe();
        var session = Open(sessions, "s", holder: holder).Session;
        Sys.Stop(Client);
        Watch(Client);
        ExpectTerminated(Client);
        Sync(session);
        _ = News;

        Sys.Stop(holder);

        Assert.Equal(SessionEnd.HolderGone, News.ExpectMsg<SessionEnded>().Reason);
    }

    [Fact]
    public async Task Who_asks_without_a_holder_has_a_session_that_time_ends()
    {
        var sessions = Start();
        var asked = sessions.Ask<SessionOpened>(new OpenSession("files", "s"), TimeSpan.FromSeconds(30));
        await Servers.ExpectMsgAsync<JoinSession>();
        Servers.Reply(Joined("files"));
        var session = (await asked).Session;
        _ = News;

        Sync(session);
        Assert.Null(Assert.Single(Statuses(sessions)).Holder);
        Advance(session, Idle);

        Assert.Equal(SessionEnd.Idle, (await News.ExpectMsgAsync<SessionEnded>()).Reason);
    }

    [Fact]
    public void Nobody_as_a_holder_is_none()
    {
        var sessions = Start();
        Open(sessions, "s", holder: ActorRefs.Nobody);
        Assert.Null(Assert.Single(Statuses(sessions)).Holder);
    }

    [Fact]
    public void Unused_it_ends_to_the_moment_and_used_it_does_not()
    {
        var session = Open(Start(), "s").Session;
        Advance(session, Idle / 2);
        Use(session);
        Advance(session, Idle - TimeSpan.FromMilliseconds(1));
        Sync(session);

        Advance(session, TimeSpan.FromMilliseconds(1));

        ExpectEnd(SessionEnd.Idle, "s", "It was idle for 1d");
    }

    [Fact]
    public void With_a_call_under_way_it_is_not_idle()
    {
        var session = Open(Start(), "s").Session;
        Client.Send(session, new CallTool("", "slow"));
        var call = ExpectRequest().Call;
        for (var i = 0; i < 4; i++) Advance(session, 0.75 * Idle);
        Answer(call, AResult());
        Client.ExpectMsg<ToolResult>();
        Advance(session, Idle - TimeSpan.FromMilliseconds(1));
        Sync(session);

        Advance(session, TimeSpan.FromMilliseconds(1));

        ExpectEnd(SessionEnd.Idle, "s", "");
    }

    [Fact]
    public void Its_time_to_live_ends_it_however_much_it_is_used()
    {
        var sessions = Start();
        var opened = Open(sessions, "s", TimeSpan.FromMinutes(10));
        Assert.Equal(Sys.Scheduler.Now + TimeSpan.FromMinutes(10), opened.Until);
        for (var i = 0; i < 9; i++)
        {
            Advance(opened.Session, TimeSpan.FromMinutes(1));
            Use(opened.Session);
        }
        Client.Send(opened.Session, new CallTool("", "slow"));
        ExpectRequest();

        Advance(opened.Session, TimeSpan.FromMinutes(1));

        Servers.ExpectMsg<CancelCall>();
        ExpectRefusal(SessionFailure.Ended, "time to live", "10m");
        ExpectEnd(SessionEnd.Expired, "s", "10m");
    }

    [Fact]
    public void Without_idle_time_it_lives_on_and_a_long_ttl_outlasts_the_longest_timer()
    {
        var session = Open(Start(settings: new SessionSettings { IdleTtl = TimeSpan.Zero }), "s", TimeSpan.FromDays(60)).Session;
        for (var i = 0; i < 59; i++) Advance(session, TimeSpan.FromDays(1));
        Sync(session);

        Advance(session, TimeSpan.FromDays(1));

        ExpectEnd(SessionEnd.Expired, "s", "60d");
    }

    [Fact]
    public void Requests_set_no_timers()
    {
        var session = Open(Start(), "s", TimeSpan.FromDays(2)).Session;
        Sync(session);
        var before = Clock.TimersSet;

        for (var i = 0; i < 10; i++)
        {
            Use(session);
            Advance(session, TimeSpan.FromSeconds(1));
        }

        Assert.Equal(before, Clock.TimersSet);
    }

    [Fact]
    public void It_ends_with_its_server()
    {
        var sessions = Start();
        var session = Open(sessions, "a").Session;
        session.Tell(new SessionServerGone("it was removed."), Servers);
        ExpectEnd(SessionEnd.ServerGone, "a", "it was removed");

        Client.Send(sessions, new OpenSession("files", "b"));
        Servers.ExpectMsg<JoinSession>();
        var server = CreateTestProbe("server");
        Servers.LastSender.Tell(Joined("files"), server);
        Sync(Client.ExpectMsg<SessionOpened>().Session);
        Sys.Stop(server);
        ExpectEnd(SessionEnd.ServerGone, "b", "server");
    }

    [Fact]
    public void A_crashed_session_is_not_restarted_and_its_holder_is_told()
    {
        var sessions = Start();
        var session = Open(sessions, "s").Session;
        Client.Send(session, new CallTool("", "slow"));
        ExpectRequest();

        session.Tell(Kill.Instance);

        Servers.ExpectMsg<CancelCall>();
        ExpectRefusal(SessionFailure.Ended, "Its actor was stopped");
        ExpectEnd(SessionEnd.Failed, "s", "");
        Assert.Empty(Statuses(sessions));
        Open(sessions, "s");
    }

    [Fact]
    public void At_shutdown_idle_sessions_end_at_once_and_busy_ones_when_they_are_done()
    {
        var sessions = Start();
        Open(sessions, "idle");
        var busy = Open(sessions, "busy").Session;
        Client.Send(busy, new CallTool("", "slow"));
        var call = ExpectRequest().Call;
        var shutdown = CreateTestProbe();

        shutdown.Send(sessions, new EndAllSessions(TimeSpan.FromSeconds(4)));

        ExpectEnd(SessionEnd.ShuttingDown, "idle", "shutting down");
        Client.Send(busy, new CallTool("", "another"));
        ExpectRefusal(SessionFailure.ShuttingDown, "'busy'");
        Client.Send(sessions, new OpenSession("files"));
        ExpectRefusal(SessionFailure.ShuttingDown);
        Answer(call, AResult());
        Client.ExpectMsg<ToolResult>();
        ExpectEnd(SessionEnd.ShuttingDown, "busy", "shutting down");
        shutdown.ExpectMsg<Akka.Done>();
    }

    [Fact]
    public void Shutdown_does_not_wait_for_ever()
    {
        var sessions = Start();
        var busy = Open(sessions, "busy").Session;
        Client.Send(busy, new CallTool("", "slow"));
        ExpectRequest();
        var shutdown = CreateTestProbe();
        shutdown.Send(sessions, new EndAllSessions(TimeSpan.FromSeconds(4)));

        Advance(sessions, TimeSpan.FromSeconds(4));

        Servers.ExpectMsg<CancelCall>();
        ExpectRefusal(SessionFailure.Ended, "shutting down");
        ExpectEnd(SessionEnd.ShuttingDown, "busy", "the time for open calls is over");
        shutdown.ExpectMsg<Akka.Done>();
        shutdown.Send(sessions, new EndAllSessions(TimeSpan.FromSeconds(4)));
        shutdown.ExpectMsg<Akka.Done>();
    }

    [Fact]
    public void Who_closes_a_session_twice_without_waiting_for_an_answer_disturbs_nobody()
    {
        var sessions = Start();
        var session = Open(sessions, "s").Session;

        session.Tell(new CloseSession(), ActorRefs.NoSender);
        ExpectEnd(SessionEnd.Closed, "s", "");
        session.Tell(new CloseSession(), ActorRefs.NoSender);
        Client.Send(session, new CloseSession());

        ExpectEnd(SessionEnd.Closed, "s", "");
    }

    private void Use(IActorRef session)
    {
        Client.Send(session, new CallTool("", "list"));
        Answer(ExpectRequest().Call, AResult());
        Client.ExpectMsg<ToolResult>();
    }

    private sealed class Opener : ReceiveActor
    {
        public Opener(IActorRef sessions, IActorRef told)
        {
            sessions.Tell(new OpenSession("files"));
            Receive<SessionOpened>(told.Forward);
            Receive<string>(_ => Context.Stop(Self));
        }
    }
}
