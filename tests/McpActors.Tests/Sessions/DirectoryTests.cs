namespace McpActors.Tests.Sessions;

/// <summary>A directory decides which actor holds a session, by its answers and by its silence.</summary>
public sealed class DirectoryTests : SessionTestKit
{
    private static readonly SessionSettings Hasty = new() { OpenTimeout = TimeSpan.FromMilliseconds(100) };

    [Fact]
    public async Task An_id_that_another_host_holds_is_refused_and_found()
    {
        var shared = new InMemorySessionDirectory();
        var (here, there) = (Start(shared), Start(shared));
        var session = Open(there, "s").Session;

        Client.Send(here, new OpenSession("files", "s"));
        ExpectRefusal(SessionFailure.IdInUse, "'s' is open elsewhere", "on server 'files'", Client.Ref.Path.ToStringWithoutAddress());
        Client.Send(here, new SessionMessage("s", new ListTools("")));
        ExpectRefusal(SessionFailure.UnknownSession, "open elsewhere", "'files'");

        Client.Send(session, new CloseSession());
        ExpectEnd(SessionEnd.Closed, "s", "");
        await AwaitAssertAsync(async () => Assert.Null(await shared.FindAsync("s", default)));
        Open(here, "s");
    }

    [Fact]
    public async Task An_id_whose_holder_is_gone_is_free()
    {
        var directory = new InMemorySessionDirectory();
        var left = new SessionClaim("s", Guid.NewGuid(), "files", "a host that died", null, DateTimeOffset.UtcNow.AddMinutes(-1));
        Assert.Null(await directory.TryClaimAsync(left, default));
        Open(Start(directory), "s");
    }

    [Fact]
    public void Claims_are_renewed_and_one_that_is_lost_ends_its_session()
    {
        var directory = new Scripted();
        var sessions = Start(directory);
        var session = Open(sessions, "s").Session;
        var claim = Assert.Single(directory.Claims);
        Assert.Equal((Sys.Scheduler.Now + TimeSpan.FromMinutes(5), "files", "s"), (claim.Until, claim.Server, claim.Id));

        Advance(sessions, TimeSpan.FromMinutes(5) / 3);
        AwaitAssert(() => Assert.Equal(claim with { Until = Sys.Scheduler.Now + TimeSpan.FromMinutes(5) }, Assert.Single(directory.Renewals)));
        Sync(session);

        // A failure does not lose the session.
        directory.OnRenew = _ => throw new InvalidOperationException("no network");
        AwaitAssert(() => AdvanceUntil(() => directory.Renewals.Count > 1));
        Sync(session);

        directory.OnRenew = claim => Task.FromResult<ClaimLoss?>(new ClaimLoss(claim, "Another host has it"));
        AwaitAssert(() => AdvanceUntil(() => directory.Renewals.Count > 2));
        ExpectEnd(SessionEnd.ClaimLost, "s", "Another host has it");

        void AdvanceUntil(Func<bool> done)
        {
            Clock.Advance(TimeSpan.FromMinutes(2));
            Statuses(sessions);
            Assert.True(done());
        }
    }

    [Fact]
    public void What_is_claimed_is_released()
    {
        var directory = new Scripted();
        var sessions = Start(directory);
        Open(sessions, "s");
        Client.Send(sessions, new CloseSession("s"));
        ExpectEnd(SessionEnd.Closed, "s", "");
        Client.Send(sessions, new OpenSession("nowhere", "t"));
        Servers.ExpectMsg<JoinSession>();
        Servers.Reply(new Status.Failure(new McpServerException("nowhere", ServerFailure.UnknownServer, "There is none.")));
        Client.ExpectMsg<Status.Failure>();

        AwaitAssert(() => Assert.Equal(directory.Claims.Select(c => c.Token).Order(), directory.Released.Select(c => c.Token).Order()));
        Assert.Equal(2, directory.Claims.Count);
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("fails")]
    [InlineData("gives no task")]
    public void A_directory_that_fails_fails_the_opening(string how)
    {
        var directory = new Scripted
        {
            OnClaim = _ => how switch
            {
                "throws" => throw new InvalidOperationException("no network"),
                "fails" => Task.FromException<SessionClaim?>(new InvalidOperationException("no network")),
                _ => null!,
            },
        };
        var sessions = Start(directory);
        Client.Send(sessions, new OpenSession("files", "s"));
        ExpectRefusal(SessionFailure.DirectoryFailed, "Session 's' was not opened", how == "gives no task" ? "failed" : "no network");
        Assert.Empty(Statuses(sessions));

        directory.OnClaim = null;
        Open(sessions, "s");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_directory_that_hangs_is_not_waited_for_and_what_it_does_late_is_undone(bool blocks)
    {
        using var gate = new ManualResetEventSlim();
        var late = new TaskCompletionSource<SessionClaim?>();
        var directory = new Scripted
        {
            OnClaim = _ =>
            {
                if (blocks) gate.Wait();
                return late.Task;
            },
        };
        var sessions = Start(directory, Hasty);
        Client.Send(sessions, new OpenSession("files", "s"));
        ExpectRefusal(SessionFailure.DirectoryFailed, "did not answer within 0.1 s");
        Assert.Empty(directory.Released);

        late.SetResult(null);
        gate.Set();

        AwaitAssert(() => Assert.Equal(Assert.Single(directory.Claims), Assert.Single(directory.Released)));
        Assert.Empty(Statuses(sessions));
    }

    [Fact]
    public void An_opening_that_shutdown_overtakes_is_refused_and_its_claim_released()
    {
        var late = new TaskCompletionSource<SessionClaim?>();
        var directory = new Scripted { OnClaim = _ => late.Task };
        var sessions = Start(directory);
        Client.Send(sessions, new OpenSession("files", "s"));
        Client.Send(sessions, new OpenSession("files", "s"));
        ExpectRefusal(SessionFailure.IdInUse, "being opened right now");

        Client.Send(sessions, StopOpeningSessions.Instance);
        ExpectRefusal(SessionFailure.ShuttingDown, "'s'");
        Client.ExpectMsg<Akka.Done>();
        late.SetResult(null);

        AwaitAssert(() => Assert.Single(directory.Released));
        Assert.Empty(Statuses(sessions));
    }

    [Fact]
    public void A_directory_that_cannot_let_go_or_say_disturbs_nobody()
    {
        var directory = new Scripted { OnRelease = _ => throw new InvalidOperationException("no network"), OnFind = _ => throw new InvalidOperationException("no network") };
        var sessions = Start(directory);
        Open(sessions, "s");
        Client.Send(sessions, new CloseSession("s"));
        ExpectEnd(SessionEnd.Closed, "s", "");
        Client.Send(sessions, new SessionMessage("x", new ListTools("")));
        ExpectRefusal(SessionFailure.UnknownSession);
        Client.Send(sessions, new EndAllSessions(TimeSpan.FromSeconds(1)));
        Client.ExpectMsg<Akka.Done>();
    }

    [Fact]
    public void A_loss_that_the_directory_reports_ends_the_session_at_once()
    {
        var directory = new Scripted();
        var sessions = Start(directory);
        Open(sessions, "s");
        var claim = Assert.Single(directory.Claims);

        directory.Watcher!.OnLost(new ClaimLoss(claim with { Token = Guid.NewGuid() }, "An older claim"));
        directory.Watcher.OnLost(new ClaimLoss(claim, "Its key has expired"));

        ExpectEnd(SessionEnd.ClaimLost, "s", "Its key has expired");
        AwaitAssert(() => Assert.Equal(claim, Assert.Single(directory.Released)));
    }

    [Fact]
    public void A_claim_that_another_host_wants_is_released_when_the_process_of_the_session_is_extinct()
    {
        var directory = new Scripted();
        var sessions = Start(directory);
        Open(sessions, "s");
        var claim = Assert.Single(directory.Claims);

        directory.Watcher!.OnLost(new ClaimLoss(claim, "Another host has opened the session", IsWanted: true));

        ExpectEnd(SessionEnd.ClaimLost, "s", "Another host has opened");
        Assert.Equal("files", Servers.ExpectMsg<LeaveSession>().Server);
        Sync(sessions);
        Assert.Empty(directory.Released);
        Servers.Reply(new SessionLeft("files"));
        AwaitAssert(() => Assert.Equal(claim, Assert.Single(directory.Released)));
    }

    [Fact]
    public void Each_request_is_a_use_and_so_is_one_that_takes_long()
    {
        var directory = new Scripted();
        var sessions = Start(directory);
        var session = Open(sessions, "s").Session;
        Client.Send(session, new ListTools(""));
        var (_, call) = ExpectRequest();
        Assert.Single(directory.Uses);

        Advance(sessions, TimeSpan.FromMinutes(5) / 3);
        AwaitAssert(() => Assert.Equal(2, directory.Uses.Count));

        Answer(call, AResult());
        Client.ExpectMsg<ToolResult>();
        Assert.Equal(3, directory.Uses.Count);
    }

    [Fact]
    public void A_directory_that_does_not_work_is_reported_once_and_ends_nothing()
    {
        var directory = new Scripted();
        var sessions = Start(directory);
        var session = Open(sessions, "s").Session;
        Sys.EventStream.Subscribe(Client, typeof(SessionDirectoryChanged));

        directory.Watcher!.OnAvailability("It cannot be reached");
        Assert.Equal(new SessionDirectoryChanged("It cannot be reached"), Client.ExpectMsg<SessionDirectoryChanged>());
        directory.Watcher.OnAvailability(null);
        Assert.Equal(new SessionDirectoryChanged(null), Client.ExpectMsg<SessionDirectoryChanged>());
        Sync(session);
    }

    private sealed class Scripted : ISessionDirectory
    {
        public ConcurrentQueue<SessionClaim> Claims { get; } = [];

        public ConcurrentQueue<SessionClaim> Renewals { get; } = [];

        public ConcurrentQueue<SessionClaim> Released { get; } = [];

        public Func<SessionClaim, Task<SessionClaim?>>? OnClaim { get; set; }

        public Func<SessionClaim, Task<ClaimLoss?>>? OnRenew { get; set; }

        public Func<SessionClaim, Task>? OnRelease { get; set; }

        public Func<string, Task<SessionClaim?>>? OnFind { get; set; }

        public Task<SessionClaim?> TryClaimAsync(SessionClaim claim, CancellationToken cancellation)
        {
            Claims.Enqueue(claim);
            return OnClaim is null ? Task.FromResult<SessionClaim?>(null) : OnClaim(claim);
        }

        public ConcurrentQueue<SessionClaim> Uses { get; } = [];

        public ISessionDirectoryWatcher? Watcher { get; private set; }

        public async Task<IReadOnlyCollection<ClaimLoss>> RenewAsync(IReadOnlyCollection<SessionClaim> claims, CancellationToken cancellation)
        {
            var lost = new List<ClaimLoss>();
            foreach (var claim in claims)
            {
                Renewals.Enqueue(claim);
                if (OnRenew is not null && await OnRenew(claim) is { } loss) lost.Add(loss);
            }
            return lost;
        }

        public void Used(SessionClaim claim) => Uses.Enqueue(claim);

        public IDisposable? Watch(ISessionDirectoryWatcher watcher)
        {
            Watcher = watcher;
            return null;
        }

        public Task ReleaseAsync(SessionClaim claim, CancellationToken cancellation)
        {
            Released.Enqueue(claim);
            return OnRelease?.Invoke(claim) ?? Task.CompletedTask;
        }

        public Task<SessionClaim?> FindAsync(string id, CancellationToken cancellation) =>
            OnFind?.Invoke(id) ?? Task.FromResult<SessionClaim?>(null);
    }
}
