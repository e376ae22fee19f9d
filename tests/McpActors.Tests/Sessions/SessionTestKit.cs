namespace McpActors.Tests.Sessions;

/// <summary>
/// Sessions in virtual time, between probes for the servers and a client. To show that something did not happen, a test
/// asks the actor that would have done it, after the cause has reached it; nothing here waits for real time.
/// </summary>
public abstract class SessionTestKit() : TestKit(Configuration)
{
    internal static readonly TimeSpan Idle = TimeSpan.FromHours(24);

    internal static readonly TimeSpan OpenTimeout = TimeSpan.FromSeconds(10);

    // Longer than anything here takes on a busy machine; no test depends on its end.
    private static readonly string Configuration =
        $"akka {{ loglevel = WARNING, test.single-expect-default = 30s, scheduler.implementation = \"{typeof(VirtualTime).AssemblyQualifiedName}\" }}";

    internal VirtualTime Clock => (VirtualTime)Sys.Scheduler;

    internal TestProbe Servers => field ??= CreateTestProbe("servers");

    internal TestProbe Client => field ??= CreateTestProbe("client");

    /// <summary>Receives all session events.</summary>
    internal TestProbe News
    {
        get
        {
            if (field is not null) return field;
            field = CreateTestProbe("news");
            Sys.EventStream.Subscribe(field, typeof(ISessionEvent));
            return field;
        }
    }

    private TestProbe Observer => field ??= CreateTestProbe("observer");

    internal IActorRef Start(ISessionDirectory? directory = null, SessionSettings? settings = null) => Sys.ActorOf(
        SessionsActor.Props(settings ?? new SessionSettings(), Servers, directory ?? new InMemorySessionDirectory()), $"sessions-{Guid.NewGuid():N}");

    /// <summary>Opens a session for the client, on a server that has a place for it.</summary>
    internal SessionOpened Open(IActorRef sessions, string? id = null, TimeSpan? ttl = null, IActorRef? holder = null, string server = "files")
    {
        Client.Send(sessions, new OpenSession(server, id, ttl, holder));
        return Join(server);
    }

    internal SessionOpened Join(string server = "files")
    {
        Assert.Equal(server, Servers.ExpectMsg<JoinSession>().Server);
        Servers.Reply(Joined(server));
        return Client.ExpectMsg<SessionOpened>();
    }

    /// <summary>A server's message to a session that gets its place; a probe receives the requests.</summary>
    internal SessionJoined Joined(string server, IActorRef? place = null)
    {
        var queue = new RequestQueue(server, () => { });
        queue.Open(new ProbeRequests(server, place ?? Servers));
        return new SessionJoined(server, queue);
    }

    /// <summary>The next request to the server; answer it with <see cref="Answer"/>.</summary>
    internal (IServerRequest Request, IActorRef Call) ExpectRequest()
    {
        var message = Servers.ExpectMsg<ProbeRequests.Sent>();
        return (message.Request, Servers.LastSender);
    }

    internal static ToolResult AResult(string tool = "list") =>
        new("files", tool, new CallToolResult { Content = [new TextContentBlock { Text = "done" }] }, TimeSpan.Zero);

    internal void Answer(IActorRef call, object answer) => call.Tell(answer, Servers);

    /// <summary>Advances time, after the actor has handled all earlier messages.</summary>
    internal void Advance(IActorRef actor, TimeSpan time)
    {
        Sync(actor);
        Clock.Advance(time);
    }

    /// <summary>Checks that the actor lives and has handled all earlier messages.</summary>
    internal void Sync(IActorRef actor)
    {
        Observer.Send(actor, new Identify("sync"));
        Assert.Equal(actor, Observer.ExpectMsg<ActorIdentity>().Subject);
    }

    internal IReadOnlyList<SessionStatus> Statuses(IActorRef sessions)
    {
        Observer.Send(sessions, GetSessions.Instance);
        return Observer.ExpectMsg<SessionList>().Sessions;
    }

    internal SessionEnded ExpectEnd(SessionEnd reason, string id, string detail)
    {
        var end = Client.ExpectMsg<SessionEnded>();
        Assert.Equal((reason, id), (end.Reason, end.Id));
        Assert.Contains(detail, end.Detail, StringComparison.Ordinal);
        return end;
    }

    internal McpSessionException ExpectRefusal(SessionFailure failure, params string[] parts)
    {
        var refusal = Assert.IsType<McpSessionException>(Client.ExpectMsg<Status.Failure>().Cause);
        Assert.Equal(failure, refusal.Failure);
        Assert.All(parts, part => Assert.Contains(part, refusal.Message, StringComparison.Ordinal));
        return refusal;
    }
}
