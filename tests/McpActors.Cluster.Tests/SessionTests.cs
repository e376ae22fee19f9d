using McpActors.Cluster.Sessions;

namespace McpActors.Cluster.Tests;

public sealed class SessionTests : ClusterTest
{
    [Fact]
    public async Task A_session_is_opened_from_a_node_that_does_not_have_the_server()
    {
        var nodes = await StartAsync(Server("other", "mcp-well"), Well);
        var holder = Holder(nodes[0]);

        var opened = await AskAsync<SessionOpened>(nodes[0].Mcp.Sessions, new OpenSession("files", Holder: holder));
        var result = await AskAsync<ToolResult>(opened.Session, new CallTool("", "echo"));
        var byId = await AskAsync<ToolResult>(nodes[0].Mcp.Sessions, new SessionMessage(opened.Id, new CallTool("", "echo")));

        Assert.Equal(("files", "files"), (result.Server, byId.Server));
        Assert.Single(nodes[1].OpenLeases);
    }

    [Fact]
    public async Task The_end_of_its_holder_on_another_node_ends_it()
    {
        var nodes = await StartAsync(Server("other", "mcp-well"), Well);
        var holder = Holder(nodes[0]);
        await AskAsync<SessionOpened>(nodes[0].Mcp.Sessions, new OpenSession("files", "s", Holder: holder));

        nodes[0].System.Stop(holder);

        await UntilNoSessionAsync(nodes[1]);
    }

    [Fact]
    public async Task The_loss_of_its_holders_node_ends_it()
    {
        var nodes = await StartAsync(Well, Well, Server("other", "mcp-well"));
        var holder = Holder(nodes[2]);
        await AskAsync<SessionOpened>(nodes[2].Mcp.Sessions, new OpenSession("files", "s", Holder: holder));
        var node = (await SessionsAsync(nodes[0])).Count == 1 ? nodes[0] : nodes[1];
        Assert.Single(await SessionsAsync(node));

        await nodes[2].CrashAsync();

        await UntilNoSessionAsync(node);
    }

    [Fact]
    public async Task An_id_is_open_once_in_the_cluster_also_under_a_leader_that_came_later()
    {
        var nodes = await StartAsync(Well, Well, Well);
        await AskAsync<SessionOpened>(nodes[1].Mcp.Sessions, new OpenSession("files", "s", Holder: Holder(nodes[1])));

        var first = await Assert.ThrowsAsync<McpSessionException>(() => AskAsync<SessionOpened>(nodes[2].Mcp.Sessions, new OpenSession("files", "s")));
        await nodes[0].CrashAsync();
        await nodes[2].SeesAsync(2);
        var second = await Assert.ThrowsAsync<McpSessionException>(() => AskAsync<SessionOpened>(nodes[2].Mcp.Sessions, new OpenSession("files", "s")));

        Assert.Equal((SessionFailure.IdInUse, SessionFailure.IdInUse), (first.Failure, second.Failure));
    }

    [Fact]
    public async Task A_leader_that_came_later_knows_all_of_the_many_ids_that_a_node_holds()
    {
        var nodes = await StartAsync(Well, Well, Well);
        var holder = Holder(nodes[1]);
        var ids = Enumerable.Range(0, (2 * ClusterSessionDirectory.PageSize) + 1).Select(n => $"s-{n}").ToList();
        await Task.WhenAll(ids.Select(id => AskAsync<SessionOpened>(nodes[1].Mcp.Sessions, new OpenSession("files", id, Holder: holder))));

        await nodes[0].CrashAsync();
        await nodes[2].SeesAsync(2);
        var again = await Task.WhenAll(ids.Select(id => nodes[2].Mcp.Sessions.AnswerAsync(new OpenSession("files", id), Patience.Limit)));

        Assert.All(again, answer => Assert.Equal(SessionFailure.IdInUse, ((answer as Status.Failure)?.Cause as McpSessionException)?.Failure));
    }

    [Fact]
    public async Task The_ids_of_a_node_that_is_lost_are_free()
    {
        var nodes = await StartAsync(Well, Well, Server("other", "mcp-well"));
        var opened = await AskAsync<SessionOpened>(nodes[1].Mcp.Sessions, new OpenSession("files", "s", Holder: Holder(nodes[1])));
        await AskAsync<ToolResult>(opened.Session, new CallTool("", "echo"));

        await nodes[1].CrashAsync();
        await nodes[0].SeesAsync(2);
        await AskAsync<SessionOpened>(nodes[2].Mcp.Sessions, new OpenSession("files", "s", Holder: Holder(nodes[2])));

        Assert.Single(await SessionsAsync(nodes[0]));
    }

    [Fact]
    public async Task A_job_with_a_session_runs_in_it_wherever_it_is()
    {
        var nodes = await StartAsync(Well, Well, Well);
        await AskAsync<SessionOpened>(nodes[2].Mcp.Sessions, new OpenSession("files", "s", Holder: Holder(nodes[2])));

        var swept = await AskAsync<BatchSwept>(nodes[1].Mcp.Scheduler, new RunBatch([AJob(session: "s"), AJob(session: "none")]));

        Assert.True(swept.Batch.Jobs[0].Outcome == JobOutcome.Succeeded, swept.Batch.Jobs[0].Error);
        Assert.Equal(nodes[2].Address, Assert.Single(swept.NodeSweeps()).Node);
        Assert.Contains("'none' is not open on any node", swept.Batch.Jobs[1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_leaves_tells_the_holders_elsewhere_why()
    {
        var nodes = await StartAsync(Server("other", "mcp-well"), Well);
        var inbox = Inbox.Create(nodes[0].System);
        await AskAsync<SessionOpened>(nodes[0].Mcp.Sessions, new OpenSession("files", "s", Holder: inbox.Receiver));

        await nodes[1].LeaveAsync();

        var ended = Assert.IsType<SessionEnded>(await inbox.ReceiveAsync(Patience.Limit));
        Assert.Equal(("s", SessionEnd.ShuttingDown), (ended.Id, ended.Reason));
    }

    private static IActorRef Holder(Node node) => node.System.ActorOf(Props.Create(() => new Idle()));

    private static Task UntilNoSessionAsync(Node node) => Waiting.UntilAsync(async () => (await SessionsAsync(node)).Count == 0, "the end of the session");

    private static async Task<IReadOnlyList<SessionStatus>> SessionsAsync(Node node) => (await AskAsync<SessionList>(node.Mcp.Sessions, GetSessions.Instance)).Sessions;

    private sealed class Idle : UntypedActor
    {
        protected override void OnReceive(object message)
        {
        }
    }
}
