namespace McpActors.Tests.Servers;

/// <summary>Reloads while servers run: failure (a), a superseded instance that nobody stops.</summary>
public class ReloadBehaviourTests : ActorTest
{
    [Fact]
    public async Task Unchanged_servers_are_not_touched_changed_ones_are_replaced_removed_ones_end_and_new_ones_serve()
    {
        var servers = Servers(Adversary("same", "mcp-well"), Adversary("changed", "mcp-well"), Adversary("removed", "mcp-well"));
        foreach (var name in (string[])["same", "changed", "removed"]) await StartAsync(servers, name);
        var before = await StatusesAsync(servers);

        var applied = await ApplyAsync(servers, Adversary("same", "mcp-well"), With(Adversary("changed", "mcp-well"), "A", "1"), Adversary("added", "mcp-well"));

        Assert.Equal(
            [("added", ServerChangeKind.Added), ("changed", ServerChangeKind.Replaced), ("removed", ServerChangeKind.Removed), ("same", ServerChangeKind.Unchanged)],
            applied.Changes.Select(change => (change.Server, change.Kind)));
        Assert.Equal("env", applied.Changes.Single(change => change.Server == "changed").Why);
        Assert.All(applied.Changes.Where(change => change.Kind is ServerChangeKind.Replaced or ServerChangeKind.Removed), change => Assert.True(change.Exit!.Confirmed));
        var after = await StatusesAsync(servers);
        Assert.Equal(["added", "changed", "same"], after.Keys.Order());
        Assert.Equal(before["same"].Lease, after["same"].Lease);
        Assert.NotEqual(before["changed"].Lease, after["changed"].Lease);
        // Exactly the serving processes, of one generation.
        Assert.Equal(new[] { after["same"].Lease, after["changed"].Lease }.Order(), Ledger.Open.Select(lease => (long?)lease.Id).Order());
        await servers.Ask<ToolResult>(new CallTool("added", "echo", new { text = "x" }), Patience);
        var unknown = Assert.IsType<McpServerException>((await servers.Ask<Status.Failure>(new CallTool("removed", "echo"), Patience)).Cause);
        Assert.Equal(ServerFailure.UnknownServer, unknown.Failure);
    }

    [Fact]
    public async Task A_call_that_is_under_way_is_finished_by_the_process_that_it_began_in()
    {
        var servers = Servers(Adversary("a", "mcp-slow"));
        await StartAsync(servers);
        var call = EchoAsync(servers);

        var applied = await ApplyAsync(servers, With(Adversary("a", "mcp-slow"), "A", "1"));

        Assert.Equal(ServerChangeKind.Replaced, Assert.Single(applied.Changes).Kind);
        Assert.True(call.IsCompletedSuccessfully, "the old process was ended before it had answered");
        Assert.Single(Ledger.Open);
    }

    [Fact]
    public async Task A_call_that_never_ends_has_its_drain_timeout()
    {
        var servers = Servers(Adversary("a", "mcp-hangs-in-call") with { DrainTimeout = TimeSpan.FromMilliseconds(100) });
        await StartAsync(servers);
        var call = servers.Ask<Status.Failure>(new CallTool("a", "echo"), Patience);

        await ApplyAsync(servers, With(Adversary("a", "mcp-well"), "A", "1"));

        Assert.Equal(ServerFailure.Cancelled, Assert.IsType<McpServerException>((await call).Cause).Failure);
        Assert.Single(Ledger.Open);
    }

    [Fact]
    public async Task What_does_not_start_changes_nothing()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        var lease = (await StartAsync(servers)).Status.Lease;

        var applied = await ApplyAsync(servers, Adversary("a", "mcp-well") with { Command = "/no/such/program" });

        var change = Assert.Single(applied.Failed);
        Assert.Contains("/no/such/program", change.Why, StringComparison.Ordinal);
        Assert.Equal(lease, (await StatusesAsync(servers))["a"].Lease);
        await EchoAsync(servers);
        // A new attempt is compared with the serving definition, not with the failed one.
        Assert.Equal(ServerChangeKind.Unchanged, Assert.Single((await ApplyAsync(servers, Adversary("a", "mcp-well"))).Changes).Kind);
    }

    [Fact]
    public async Task A_reload_in_the_middle_of_a_reload_waits_for_it()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        await StartAsync(servers);

        var reloads = await Task.WhenAll(Enumerable.Range(1, 5).Select(number =>
            ApplyAsync(servers, With(Adversary("a", "mcp-well"), "NUMBER", $"{number}"))));

        Assert.All(reloads, applied => Assert.Equal(ServerChangeKind.Replaced, Assert.Single(applied.Changes).Kind));
        Assert.Equal((await StatusesAsync(servers))["a"].Lease, Assert.Single(Ledger.Open).Id);
    }

    [Fact]
    public async Task A_name_that_stands_twice_changes_nothing()
    {
        var servers = Servers(Adversary("a", "mcp-well"));

        var refused = await servers.Ask<Status.Failure>(new ApplyServers([Adversary("b", "mcp-well"), Adversary("b", "mcp-babbles")]), Patience);

        Assert.Contains("'b'", refused.Cause.Message, StringComparison.Ordinal);
        Assert.Equal("a", Assert.Single((await StatusesAsync(servers)).Keys));
    }

    [Fact]
    public async Task Mistakes_change_nothing_and_all_of_them_are_named()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        var lease = (await StartAsync(servers)).Status.Lease;

        var refused = await servers.Ask<Status.Failure>(
            new ApplyServers(
            [
                With(Adversary("a", "mcp-well"), "A", "1"),
                Adversary("My Server", "mcp-well"),
                null!,
                Adversary("b", "mcp-well") with { Command = " ", DrainTimeout = TimeSpan.FromSeconds(-1), Arguments = null! },
                Adversary("c", "mcp-well"),
                Adversary("C", "mcp-well"),
            ]),
            Patience);

        foreach (var mistake in (string[])["'My Server'", "Definition 3 of 6", "'b': its command", "drain-timeout", "its args", "'c' and 'C'"])
            Assert.Contains(mistake, refused.Cause.Message, StringComparison.Ordinal);
        await servers.Ask<Status.Failure>(new ApplyServers(null!), Patience);
        Assert.Equal(lease, (await StatusesAsync(servers))["a"].Lease);
        await EchoAsync(servers);
        Assert.Equal(ServerChangeKind.Unchanged, Assert.Single((await ApplyAsync(servers, Adversary("a", "mcp-well"))).Changes).Kind);
    }

    [Fact]
    public async Task A_reload_takes_what_a_configuration_file_takes_and_nothing_else()
    {
        var servers = Servers(Adversary("a", "mcp-well"));

        var refused = await servers.Ask<Status.Failure>(
            new ApplyServers([Adversary("a", "mcp-well") with { MaxMemoryBytes = 1 }, Adversary("b", "mcp-well") with { TermGrace = TimeSpan.FromHours(1) }]), Patience);

        foreach (var mistake in (string[])["its max-memory is 1 B; allowed: 0 B (any), or a size from 1 MiB", "'b': its shutdown", "longer than the shutdown phase service-stop"])
            Assert.Contains(mistake, refused.Cause.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_handled_ends_no_server()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        var lease = (await StartAsync(servers)).Status.Lease;

        // A list that cannot even be counted.
        var refused = await servers.Ask<Status.Failure>(new ApplyServers(new Broken()), Patience);

        Assert.Contains("it is broken", refused.Cause.Message, StringComparison.Ordinal);
        Assert.Equal(lease, (await StatusesAsync(servers))["a"].Lease);
        await EchoAsync(servers);
    }

    [Fact]
    public async Task A_reload_that_waits_is_refused_when_the_host_shuts_down()
    {
        // The new process never answers the handshake.
        var servers = Servers(Adversary("a", "mcp-well"));
        await StartAsync(servers);
        var first = ApplyAsync(servers, Adversary("a", "mcp-silent"));
        await UntilAsync(() => Ledger.Open.Count == 2);
        var second = servers.Ask<Status.Failure>(
            new ApplyServers([Adversary("a", "mcp-well"), Adversary("eager", "mcp-well") with { Start = StartMode.Eager }]), Patience);

        await servers.Ask<Akka.Done>(new RefuseNewProcesses(), Patience);

        Assert.Contains("shutting down", (await second).Cause.Message, StringComparison.Ordinal);
        Assert.Single((await first).Failed);
        Assert.Equal("a", Assert.Single((await StatusesAsync(servers)).Keys));
    }

    [Fact]
    public async Task A_server_that_is_removed_takes_nothing_more()
    {
        var settings = Adversary("a", "mcp-well") with { Isolation = Isolation.Session };
        var parent = CreateTestProbe();
        var server = parent.ChildActorOf(ServerActor.Props(
            settings, new ServerCatalog([settings]), EnvironmentWith(CreateTestProbe()), new ServerEntry("a", new RestartWindow(Sys.Scheduler))));
        server.Tell(new RetireServer("it was removed from the configuration"), TestActor);
        await ExpectMsgAsync<ServerRetired>(Patience);

        foreach (var message in (IServerMessage[])[new JoinSession("a", TestActor), new CallTool("a", "echo"), new StartServer("a"), new RestartServer("a"), new BeginWork("a", "crawl")])
        {
            server.Tell(message, TestActor);
            var refused = Assert.IsType<McpServerException>((await ExpectMsgAsync<Status.Failure>(Patience)).Cause);
            Assert.Contains("removed from the configuration", refused.Message, StringComparison.Ordinal);
        }
        Assert.Empty(Ledger.Open);
    }

    [Fact]
    public async Task What_is_removed_and_comes_again_has_its_name_again()
    {
        var servers = Servers(Adversary("a", "mcp-well"));
        await StartAsync(servers);

        var removed = ApplyAsync(servers);
        var again = ApplyAsync(servers, Adversary("a", "mcp-well"));

        Assert.Equal(ServerChangeKind.Removed, Assert.Single((await removed).Changes).Kind);
        Assert.Equal(ServerChangeKind.Added, Assert.Single((await again).Changes).Kind);
        await EchoAsync(servers);
        Assert.Single(Ledger.Open);
    }

    /// <summary>
    /// The numbers of the issue: 0 calls lost on unchanged servers, 0 failed on a swap, one generation at the end.
    /// </summary>
    [SkippableFact]
    public async Task A_hundred_reloads_under_load_leave_one_generation_and_lose_no_call()
    {
        const int Reloads = 100, Callers = 32;
        // An adversary lives at most a minute, also this one, which must not be touched.
        var until = DateTimeOffset.UtcNow.AddSeconds(58);
        var unchanged = Adversary("same", "--until", $"{until.ToUnixTimeMilliseconds()}", "mcp-well");
        var servers = Servers(unchanged, Adversary("changed", "mcp-well"));
        foreach (var name in (string[])["same", "changed"]) await StartAsync(servers, name);
        var same = (await StatusesAsync(servers))["same"].Lease;
        var done = false;
        var callers = Enumerable.Range(0, Callers).Select(number => Task.Run(async () =>
        {
            var answered = 0;
            for (; !Volatile.Read(ref done); answered++)
                await servers.Ask<ToolResult>(new CallTool(number % 2 == 0 ? "same" : "changed", "echo", new { text = "x" }), Patience);
            return answered;
        })).ToList();

        for (var reload = 1; reload <= Reloads && !callers.Exists(caller => caller.IsFaulted); reload++)
        {
            var applied = await ApplyAsync(servers, unchanged, With(Adversary("changed", "mcp-well"), "NUMBER", $"{reload}"));
            Skip.If(DateTimeOffset.UtcNow > until.AddSeconds(-5), $"this machine is too busy for {Reloads} reloads in the life of an adversary; it did {reload}");
            Assert.Equal([ServerChangeKind.Replaced, ServerChangeKind.Unchanged], applied.Changes.Select(change => change.Kind));
        }
        Volatile.Write(ref done, true);

        // A failed call would have thrown.
        Assert.All(await Task.WhenAll(callers), answered => Assert.True(answered > 0));
        var statuses = await StatusesAsync(servers);
        Assert.Equal(same, statuses["same"].Lease);
        Assert.Equal(statuses.Values.Select(status => status.Lease).Order(), Ledger.Open.Select(lease => (long?)lease.Id).Order());
    }

    private sealed class Broken : IReadOnlyCollection<ServerSettings>
    {
        public int Count => 1;

        public IEnumerator<ServerSettings> GetEnumerator() => throw new InvalidOperationException("it is broken");

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private static ServerSettings With(ServerSettings settings, string variable, string value) =>
        settings with { Environment = new Dictionary<string, string> { [variable] = value } };

    private static async Task<Dictionary<string, ServerStatus>> StatusesAsync(IActorRef servers) =>
        (await servers.Ask<ServerList>(GetServers.Instance, Patience)).Servers.ToDictionary(status => status.Server);
}
