using Akka.Actor;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.Tests.Sessions;

/// <summary>Opened and refused sessions, and answers for sessions that have ended.</summary>
public sealed class OpenSpecs : SessionTestKit
{
    public static TheoryData<string, OpenSession, string> BadOpenings => new()
    {
        { "no server", new OpenSession(null!), "needs the name of a server" },
        { "blank server", new OpenSession(" "), "needs the name of a server" },
        { "empty id", new OpenSession("files", ""), "1 to 200 characters" },
        { "blank id", new OpenSession("files", "  "), "1 to 200 characters" },
        { "long id", new OpenSession("files", new string('x', 201)), "1 to 200 characters" },
        { "odd id", new OpenSession("files", "a\nb"), "control characters" },
        { "no time", new OpenSession("files", Ttl: TimeSpan.Zero), "more than zero" },
        { "time back", new OpenSession("files", Ttl: TimeSpan.FromDays(-1)), "more than zero" },
        { "for ever", new OpenSession("files", Ttl: TimeSpan.MaxValue), "at most 365 days" },
    };

    [Theory]
    [MemberData(nameof(BadOpenings))]
    public void A_bad_opening_is_refused(string what, OpenSession open, string message)
    {
        Assert.NotEmpty(what);
        var sessions = Start();
        Client.Send(sessions, open);
        ExpectRefusal(SessionFailure.BadRequest, message);
        Assert.Empty(Statuses(sessions));
    }

    [Fact]
    public void Ids_are_made_where_none_is_given_and_may_be_anything_where_one_is()
    {
        var sessions = Start();
        var (a, b, c) = (Open(sessions), Open(sessions), Open(sessions, "chat/42 (ä)"));
        Assert.Equal(3, new[] { a.Id, b.Id, c.Id }.Distinct().Count());
        var status = Statuses(sessions).Single(s => s.Id == c.Id);
        Assert.Equal(new SessionStatus(c.Id, "files", c.Session, Client.Ref, Sys.Scheduler.Now, null, 0, TimeSpan.Zero), status);
    }

    [Fact]
    public void An_id_is_used_once_until_its_session_has_ended()
    {
        var sessions = Start();
        Client.Send(sessions, new OpenSession("files", "s"));
        Servers.ExpectMsg<JoinSession>();
        var join = Servers.LastSender;
        Client.Send(sessions, new OpenSession("search", "s"));
        ExpectRefusal(SessionFailure.IdInUse, "'s'", "on server 'files'");
        join.Tell(Joined("files"), Servers);
        var first = Client.ExpectMsg<SessionOpened>().Session;
        Client.Send(sessions, new OpenSession("search", "s"));
        ExpectRefusal(SessionFailure.IdInUse, "'s'");

        Client.Send(first, new CloseSession());
        ExpectEnd(SessionEnd.Closed, "s", "");
        Assert.NotEqual(first, Open(sessions, "s", server: "search").Session);
    }

    [Fact]
    public void What_the_server_refuses_is_refused_in_its_words_and_the_id_is_free()
    {
        var sessions = Start();
        _ = News;
        Client.Send(sessions, new OpenSession("nowhere", "s"));
        Servers.ExpectMsg<JoinSession>();
        var refusal = new McpServerException("nowhere", ServerFailure.UnknownServer, "There is no server 'nowhere'.");
        Servers.Reply(new Status.Failure(refusal));

        Assert.Same(refusal, Client.ExpectMsg<Status.Failure>().Cause);

        Open(sessions, "s");
        Client.Send(sessions, new CloseSession("s"));
        Assert.Equal(SessionEnd.Closed, News.ExpectMsg<SessionEnded>().Reason);
    }

    [Fact]
    public void A_server_that_does_not_answer_is_not_waited_for_for_ever()
    {
        var sessions = Start();
        Client.Send(sessions, new OpenSession("files", "s"));
        Servers.ExpectMsg<JoinSession>();

        Advance(Servers.LastSender, OpenTimeout);

        ExpectRefusal(SessionFailure.TimedOut, "'files'", "10s");
        Assert.Empty(Statuses(sessions));
    }

    [Fact]
    public void Whoever_opened_and_is_gone_before_the_answer_leaves_no_session()
    {
        var sessions = Start();
        Client.Send(sessions, new OpenSession("files", "s"));
        Servers.ExpectMsg<JoinSession>();
        var session = Servers.LastSender;
        Watch(session);

        Sys.Stop(Client);

        ExpectTerminated(session);
        Assert.Empty(Statuses(sessions));
    }

    [Fact]
    public void A_closed_session_answers_that_it_is_closed()
    {
        var sessions = Start();
        var session = Open(sessions, "s").Session;
        Watch(session);
        Client.Send(session, new CloseSession());
        var end = ExpectEnd(SessionEnd.Closed, "s", "");
        ExpectTerminated(session);

        Client.Send(session, new CallTool("", "list"));
        ExpectRefusal(SessionFailure.Ended, "Session 's' on server 'files' has ended", "closed on request");
        Client.Send(sessions, new SessionMessage("s", new CallTool("", "list")));
        ExpectRefusal(SessionFailure.Ended, "closed on request");
        Client.Send(sessions, new CloseSession("s"));
        Assert.Equal(end, Client.ExpectMsg<SessionEnded>());
        Client.Send(session, new CloseSession());
        Assert.Equal(end, Client.ExpectMsg<SessionEnded>());
    }

    [Fact]
    public void A_request_that_waits_in_the_mailbox_of_a_session_that_crashes_is_answered()
    {
        var sessions = Start();
        var session = (IInternalActorRef)Open(sessions, "s").Session;
        session.Suspend();
        Client.Send(sessions, new SessionMessage("s", new CallTool("", "list")));
        Statuses(sessions);

        Sys.Stop(session);

        ExpectEnd(SessionEnd.Failed, "s", "");
        ExpectRefusal(SessionFailure.Ended, "'s'");
    }

    [Fact]
    public void A_session_that_never_was_is_answered_for()
    {
        var sessions = Start();
        Client.Send(sessions, new SessionMessage("x", new ListTools("")));
        ExpectRefusal(SessionFailure.UnknownSession, "no session 'x'", "never opened");
        Client.Send(sessions, new CloseSession("x"));
        ExpectRefusal(SessionFailure.UnknownSession, "no session 'x'");
        Client.Send(sessions, new CloseSession());
        ExpectRefusal(SessionFailure.BadRequest, "CloseSession needs");
    }

    [Fact]
    public void How_sessions_ended_is_forgotten_some_time()
    {
        var sessions = Start();
        for (var i = 0; i < 502; i++)
        {
            Open(sessions, $"s{i}");
            Client.Send(sessions, new CloseSession($"s{i}"));
            ExpectEnd(SessionEnd.Closed, $"s{i}", "");
        }
        Client.Send(sessions, new SessionMessage("s1", new ListTools("")));
        ExpectRefusal(SessionFailure.UnknownSession);
        Client.Send(sessions, new SessionMessage("s2", new ListTools("")));
        ExpectRefusal(SessionFailure.Ended);
    }
}
