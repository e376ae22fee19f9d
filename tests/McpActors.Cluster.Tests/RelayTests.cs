using McpActors.Client;

namespace McpActors.Cluster.Tests;

/// <summary>A request to another node is answered, whatever happens to that node or to the requester.</summary>
public sealed class RelayTests : ClusterTest
{
    private const string Once = "cluster = singleton";

    private static string None => Server("other", "mcp-well");

    private static string Obeys => Server("files", "mcp-obeys", "call-timeout = 10m");

    private static readonly object Hang = new { text = "hang" };

    [Fact]
    public async Task Callers_that_are_no_actors_are_answered_by_a_server_on_another_node()
    {
        var nodes = await StartAsync(None, Well);
        var servers = Async(nodes[0]);

        var tools = await servers.GetToolsAsync("files").WaitAsync(Patience.Limit);
        var result = await servers.CallToolAsync("files", "echo", new { text = "from afar" }).WaitAsync(Patience.Limit);
        var status = await servers.StartAsync("files").WaitAsync(Patience.Limit);

        Assert.Equal("echo", Assert.Single(tools).Name);
        Assert.NotEqual(true, result.IsError);
        Assert.Equal("files", status.Server);
        Assert.Single(nodes[1].OpenLeases);
    }

    [Fact]
    public async Task They_hold_sessions_on_another_node_that_end_with_them()
    {
        var nodes = await StartAsync(None, Well);

        await using (var session = await Async(nodes[0]).OpenSessionAsync("files", "s").WaitAsync(Patience.Limit))
        {
            await session.CallToolAsync("echo", new { text = "from afar" }).WaitAsync(Patience.Limit);
            Assert.Equal("s", Assert.Single(await SessionsOf(nodes[1])).Id);
        }

        Assert.Empty(await SessionsOf(nodes[1]));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_is_cancelled_where_it_runs()
    {
        var nodes = await StartAsync(None, Obeys, Obeys);
        using var cancel = new CancellationTokenSource();
        var call = Async(nodes[0]).CallToolAsync("files", "echo", Hang, cancellationToken: cancel.Token);
        await Waiting.UntilAsync(async () => await CallsOf(nodes) == 1, "a call that hangs");

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Patience.Limit));
        await Waiting.UntilAsync(async () => await CallsOf(nodes) == 0, "the end of the call");
    }

    [Fact]
    public async Task A_call_whose_caller_is_lost_with_its_node_is_cancelled_where_it_runs()
    {
        var nodes = await StartAsync(Obeys, Obeys, None);
        nodes[2].Mcp.Servers.Tell(new CallTool("files", "echo", Hang));
        await Waiting.UntilAsync(async () => await CallsOf(nodes[..2]) == 1, "a call that hangs");

        await nodes[2].CrashAsync();

        await Waiting.UntilAsync(async () => await CallsOf(nodes[..2]) == 0, "the end of the call");
    }

    [Theory]
    [InlineData("")]
    [InlineData(Once)]
    public async Task A_node_that_is_lost_in_mid_call_is_named_to_who_waits(string placement)
    {
        // The first node is the oldest, so it runs the servers that the cluster has once.
        var server = Server("files", "mcp-obeys", $"call-timeout = 10m, {placement}");
        var nodes = await StartAsync(server, None + (placement == Once ? server : ""), None + (placement == Once ? server : ""));
        var calls = new[] { nodes[1], nodes[2] }.Select(node => Async(node).CallToolAsync("files", "echo", Hang)).ToList();
        await Waiting.UntilAsync(async () => await CallsOf(nodes[..1]) == 2, "calls that hang");

        await nodes[0].CrashAsync();

        foreach (var call in calls)
        {
            var failure = await Assert.ThrowsAsync<McpServerException>(() => call.WaitAsync(Patience.Limit));
            Assert.Equal(ServerFailure.NoNode, failure.Failure);
            Assert.Contains(nodes[0].Address, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_holder_of_a_session_on_a_node_that_is_lost_is_told_and_so_is_who_waits_in_it()
    {
        var nodes = await StartAsync(None, Obeys, None);
        var inbox = Inbox.Create(nodes[0].System);
        var opened = await AskAsync<SessionOpened>(nodes[0].Mcp.Sessions, new OpenSession("files", "s", Holder: inbox.Receiver));
        var call = opened.Session.Ask<ToolResult>(new CallTool("", "echo", Hang), Patience.Limit);
        await Waiting.UntilAsync(async () => await CallsOf(nodes[1]) == 1, "a call that hangs");

        await nodes[1].CrashAsync();

        var failure = await Assert.ThrowsAsync<McpSessionException>(() => call);
        var ended = Assert.IsType<SessionEnded>(await inbox.ReceiveAsync(Patience.Limit));
        Assert.Equal((SessionFailure.Ended, "s", SessionEnd.Failed), (failure.Failure, ended.Id, ended.Reason));
        Assert.Contains(nodes[1].Address, ended.Detail, StringComparison.Ordinal);
        var later = await Assert.ThrowsAsync<McpSessionException>(() => opened.Session.Ask<ToolResult>(new CallTool("", "echo"), Patience.Limit));
        Assert.Equal(SessionFailure.Ended, later.Failure);
    }

    [Fact]
    public async Task What_is_under_way_in_a_session_on_another_node_is_answered_when_that_is_closed()
    {
        var nodes = await StartAsync(None, Obeys);
        var inbox = Inbox.Create(nodes[0].System);
        var opened = await AskAsync<SessionOpened>(nodes[0].Mcp.Sessions, new OpenSession("files", Holder: inbox.Receiver));
        var call = opened.Session.Ask<ToolResult>(new CallTool("", "echo", Hang), Patience.Limit);
        await Waiting.UntilAsync(async () => await CallsOf(nodes[1]) == 1, "a call that hangs");

        var ended = await AskAsync<SessionEnded>(opened.Session, new CloseSession());

        Assert.Equal(SessionEnd.Closed, ended.Reason);
        Assert.Equal(ended, await inbox.ReceiveAsync(Patience.Limit));
        var failure = await Assert.ThrowsAsync<McpSessionException>(() => call);
        Assert.Contains("was closed on request", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_cluster_has_once_is_found_again_when_its_node_leaves()
    {
        var server = Server("files", "mcp-well", Once);
        var nodes = await StartAsync(server, server, server);
        await Async(nodes[2]).CallToolAsync("files", "echo").WaitAsync(Patience.Limit);

        var leaving = nodes[0].LeaveAsync();
        // At any moment of the hand-over.
        for (var n = 0; n < 20; n++) Assert.NotEqual(true, (await Async(nodes[2]).CallToolAsync("files", "echo").WaitAsync(Patience.Limit)).IsError);
        await leaving;

        Assert.Empty(nodes[0].OpenLeases);
        Assert.Single(nodes[1].OpenLeases.Concat(nodes[2].OpenLeases));
    }

    [Fact]
    public async Task A_job_of_a_server_that_the_cluster_has_once_runs_and_is_swept_where_that_is()
    {
        var server = Server("files", "mcp-well", Once);
        var nodes = await StartAsync(server + None, server, server);
        // Makes another node the better choice.
        await Async(nodes[0]).StartAsync("other").WaitAsync(Patience.Limit);

        var swept = await AskAsync<BatchSwept>(nodes[1].Mcp.Scheduler, new RunBatch([AJob(), AJob()]));

        Assert.All(swept.Batch.Jobs, job => Assert.True(job.Outcome == JobOutcome.Succeeded, job.Error));
        Assert.Equal(nodes[0].Address, Assert.Single(swept.NodeSweeps()).Node);
    }

    [Fact]
    public async Task Definitions_with_a_mistake_are_refused_and_change_nothing_on_the_way()
    {
        var node = (await StartAsync(Server("files", "mcp-well", Once)))[0];

        foreach (var definitions in (ServerSettings[][])[[new ServerSettings { Name = "My Server", Command = "x" }], [null!]])
            await Assert.ThrowsAsync<ArgumentException>(() => AskAsync<ServersApplied>(node.Mcp.Servers, new ApplyServers(definitions)));

        Assert.NotEqual(true, (await Async(node).CallToolAsync("files", "echo").WaitAsync(Patience.Limit)).IsError);
    }

    private static IMcpServers Async(Node node) => McpActorsExtension.Get(node.System).Client;

    private static async Task<IReadOnlyList<SessionStatus>> SessionsOf(Node node) =>
        (await AskAsync<SessionList>(node.Mcp.Sessions, GetSessions.Instance)).Sessions;

    private static async Task<int> CallsOf(params Node[] nodes)
    {
        var calls = 0;
        foreach (var node in nodes) calls += (await AskAsync<ServerList>(node.Mcp.Servers, GetServers.Instance)).Servers.Sum(server => server.Processes.Sum(process => process.Calls));
        return calls;
    }
}
