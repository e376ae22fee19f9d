namespace McpActors.Tests.Servers.Catalog;

/// <summary>Lists are answered without a process, and no longer than they are right.</summary>
[UnsupportedOSPlatform("windows")]
public class CatalogTests : CatalogTest
{
    [Fact]
    public async Task An_idle_server_is_listed_without_a_process()
    {
        var servers = await HostAsync(Server());
        var first = await ListAsync(servers);
        await AwaitIdleAsync();
        SetTools(Tool("other"));

        var second = await ListAsync(servers);

        Assert.Equal(["echo"], Names(second));
        Assert.Equal(TimeSpan.Zero, first.Age);
        Assert.True(second.Age > TimeSpan.Zero);
        Assert.Equal("string", second.Tools[0].InputSchema.GetProperty("properties").GetProperty("text").GetProperty("type").GetString());
        Assert.Empty(Ledger.Open);
        Assert.Equal(1, Asked());
    }

    [Fact]
    public async Task A_list_of_at_most_that_age_is_asked_for()
    {
        var servers = await HostAsync(Server());
        await ListAsync(servers);
        await AwaitIdleAsync();
        SetTools(Tool("other"));

        Assert.Equal(["echo"], Names(await ListAsync(servers, TimeSpan.FromHours(1))));
        Assert.Equal(["other"], Names(await ListAsync(servers, TimeSpan.Zero)));
        Assert.Equal(["other"], Names(await ListAsync(servers)));
        Assert.Equal(2, Asked());
    }

    [Fact]
    public async Task The_next_host_lists_it_without_a_process()
    {
        await ListAsync(await HostAsync(Server()));
        await AwaitIdleAsync();

        var next = await HostAsync(Server());

        Assert.Equal(["echo"], Names(await ListAsync(next)));
        Assert.Empty(Ledger.Open);
        Assert.Equal(1, Asked());
        var file = Assert.Single(Files);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_changed_list_is_forgotten_in_memory_and_on_disk()
    {
        var servers = await HostAsync(Server());
        await ListAsync(servers);
        Sys.EventStream.Subscribe(TestActor, typeof(ToolsChanged));
        SetTools(Tool("other"));
        await CallAsync(servers, "changed");
        await ExpectMsgAsync<ToolsChanged>(Patience);
        await AwaitIdleAsync();
        await Catalog.Written;
        Assert.Empty(Files);

        Assert.Equal(["other"], Names(await ListAsync(servers)));
        await AwaitIdleAsync();
        Assert.Equal(["other"], Names(await ListAsync(await HostAsync(Server()))));
        Assert.Equal(2, Asked());
    }

    [Fact]
    public async Task A_change_that_is_told_before_anybody_has_listed_forgets_what_the_last_host_knew()
    {
        await ListAsync(await HostAsync(Server()));
        await AwaitIdleAsync();
        var servers = await HostAsync(Server());
        Sys.EventStream.Subscribe(TestActor, typeof(ToolsChanged));
        await CallAsync(servers, "changed");
        await ExpectMsgAsync<ToolsChanged>(Patience);
        SetTools(Tool("other"));

        Assert.Equal(["other"], Names(await ListAsync(servers)));
    }

    [Fact]
    public async Task A_stale_list_is_answered_at_once_and_read_again_by_a_ready_process()
    {
        var servers = await HostAsync(Server() with { IdleTimeout = TimeSpan.Zero, Catalog = new CatalogSettings { Ttl = TimeSpan.FromMilliseconds(1) } });
        await ListAsync(servers);
        SetTools(Tool("other"));

        Assert.Equal(["echo"], Names(await ListAsync(servers)));
        await UntilAsync(async () => Names(await ListAsync(servers)) is ["other"]);
    }

    [Fact]
    public async Task A_fresh_list_is_not_read_again()
    {
        var servers = await HostAsync(Server() with { IdleTimeout = TimeSpan.Zero });
        for (var i = 0; i < 100; i++) await ListAsync(servers);

        // In its turn behind whatever would have been asked for.
        await CallAsync(servers);
        Assert.Equal(1, Asked());
    }

    [Fact]
    public async Task The_time_of_the_server_counts_before_the_default()
    {
        SetList($$"""{"tools":[{{Tool("echo")}}],"ttlMs":3600000,"cacheScope":"public","resultType":"complete"}""");
        var servers = await HostAsync(Server("modern") with { IdleTimeout = TimeSpan.Zero, Catalog = new CatalogSettings { Ttl = TimeSpan.Zero } });
        for (var i = 0; i < 10; i++) await ListAsync(servers);
        Assert.Equal(1, Asked());

        SetList($$"""{"tools":[{{Tool("echo")}}],"ttlMs":0,"cacheScope":"public","resultType":"complete"}""");
        for (var i = 0; i < 10; i++) await ListAsync(servers, i == 0 ? TimeSpan.Zero : null);
        Assert.Equal(11, Asked());
    }

    [Fact]
    public async Task A_list_that_is_never_fresh_is_answered_where_no_process_is()
    {
        SetList($$"""{"tools":[{{Tool("echo")}}],"ttlMs":0,"cacheScope":"private","resultType":"complete"}""");
        await ListAsync(await HostAsync(Server("modern")));
        await AwaitIdleAsync();

        Assert.Equal(["echo"], Names(await ListAsync(await HostAsync(Server("modern")))));
        Assert.Equal(1, Asked());
    }

    [Fact]
    public async Task A_new_process_is_asked_whether_the_list_is_still_right()
    {
        var servers = await HostAsync(Server());
        await ListAsync(servers);
        await AwaitIdleAsync();
        SetTools(Tool("echo"), Tool("other"));

        await CallAsync(servers);

        await UntilAsync(async () => Names(await ListAsync(servers)).Length == 2);
        Assert.Equal(2, Asked());
    }

    [Fact]
    public async Task Another_definition_is_asked()
    {
        await ListAsync(await HostAsync(Server()));
        await AwaitIdleAsync();
        SetTools(Tool("other"));

        Assert.Equal(["other"], Names(await ListAsync(await HostAsync(Server("more")))));
        await AwaitIdleAsync();
        var withVariable = Server() with { Environment = new Dictionary<string, string> { ["READ_ONLY"] = "1" } };
        Assert.Equal(["other"], Names(await ListAsync(await HostAsync(withVariable))));
        await AwaitIdleAsync();
        Assert.Equal(["echo"], Names(await ListAsync(await HostAsync(Server()))));
    }

    [Theory]
    [InlineData("public", true)]
    [InlineData("private", false)]
    public async Task A_private_list_is_for_the_environment_that_it_was_made_for(string scope, bool isShared)
    {
        var variable = $"CATALOG_{scope}";
        SetList($$"""{"tools":[{{Tool("echo")}}],"ttlMs":3600000,"cacheScope":"{{scope}}","resultType":"complete"}""");
        var server = Server("modern") with { InheritEnvironment = InheritEnvironment.All };
        try
        {
            Environment.SetEnvironmentVariable(variable, "mine");
            await ListAsync(await HostAsync(server));
            await AwaitIdleAsync();
            Environment.SetEnvironmentVariable(variable, "yours");

            await ListAsync(await HostAsync(server));

            Assert.Equal(isShared ? 1 : 2, Asked());
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, null);
        }
    }

    [Theory]
    [InlineData("public", 1)]
    [InlineData("private", 2)]
    public async Task Requests_of_their_own_process_share_a_public_list_only(string scope, int asked)
    {
        SetList($$"""{"tools":[{{Tool("echo")}}],"ttlMs":3600000,"cacheScope":"{{scope}}","resultType":"complete"}""");
        var servers = await HostAsync(Server("modern") with { Isolation = Isolation.Session });

        await ListAsync(servers);
        await ListAsync(servers);

        Assert.Equal(asked, Asked());
    }

    [Fact]
    public async Task A_list_of_a_sessions_own_process_is_for_that_session()
    {
        var servers = await HostAsync(Server() with { Isolation = Isolation.Session, IdleTimeout = TimeSpan.Zero });
        var sessions = Sys.ActorOf(SessionsActor.Props(new SessionSettings(), servers, new InMemorySessionDirectory()));
        var opened = await OpenAsync(sessions);
        await opened.Session.Ask<ToolList>(new ListTools("a"), Patience);
        SetTools(Tool("other"));

        Assert.Equal(["other"], Names(await ListAsync(servers)));
        Assert.Equal(["other"], Names(await opened.Session.Ask<ToolList>(new ListTools("a"), Patience)));
        Assert.Equal(3, Asked());
    }

    [Fact]
    public async Task A_list_that_is_too_large_is_not_kept()
    {
        SetTools([.. Enumerable.Range(0, 200).Select(i => Tool($"tool-{i}", new string('x', 1000)))]);
        var servers = await HostAsync(Server() with { Lists = new ListSettings { MaxBytes = 1 << 10 } });

        await ListAsync(servers);
        await ListAsync(servers);
        await Catalog.Written;

        Assert.Equal(2, Asked());
        Assert.Empty(Files);
    }

    [Fact]
    public async Task A_stopped_server_refuses()
    {
        var servers = await HostAsync(Server());
        await ListAsync(servers);
        await StopAsync(servers);

        var refused = Assert.IsType<Status.Failure>(await servers.AnswerAsync(new ListTools("a"), Patience));

        Assert.Equal(ServerFailure.NotRunning, Assert.IsType<McpServerException>(refused.Cause).Failure);
    }
}
