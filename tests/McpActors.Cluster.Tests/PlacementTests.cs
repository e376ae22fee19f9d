namespace McpActors.Cluster.Tests;

public sealed class PlacementTests : ClusterTest
{
    private const string Gpu = "akka.cluster.roles = [gpu]\n";

    [Fact]
    public async Task A_job_runs_where_its_server_is_and_where_its_role_is()
    {
        var nodes = await StartAsync(Well, Well + Server("only-here", "mcp-well"), Gpu + Well);

        var swept = await AskAsync<BatchSwept>(nodes[0].Mcp.Scheduler, new RunBatch([AJob("only-here"), AJob(role: "gpu")]));

        Assert.All(swept.Batch.Jobs, job => Assert.True(job.Outcome == JobOutcome.Succeeded, job.Error));
        Assert.Equal([nodes[1].Address, nodes[2].Address], swept.NodeSweeps().Select(node => node.Node).OrderBy(node => node == nodes[2].Address));
        Assert.Empty(nodes[0].OpenLeases);
    }

    [Fact]
    public async Task A_job_that_no_node_can_take_says_what_it_needs_and_which_nodes_there_are()
    {
        var nodes = await StartAsync("mcp-actors.cluster.answer-timeout = 1s\n" + Well, Well);

        var swept = await AskAsync<BatchSwept>(nodes[0].Mcp.Scheduler, new RunBatch([AJob(role: "gpu")]));

        var job = Assert.Single(swept.Batch.Jobs);
        Assert.Equal(JobOutcome.Failed, job.Outcome);
        Assert.Contains("role 'gpu'", job.Error, StringComparison.Ordinal);
        Assert.Contains(nodes[1].Address, job.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_nodes_job_fails_at_once_and_is_run_elsewhere_where_it_may_be()
    {
        var hangs = Server("files", "mcp-hangs-in-call", "call-timeout = 10m");
        var nodes = await StartAsync(Server("other", "mcp-well"), Gpu + hangs, Well);
        // Both begin on the node where calls hang, because only that node has the role.
        var batch = nodes[0].Mcp.Scheduler.Ask<BatchSwept>(new RunBatch([AJob(role: "gpu", retry: 1), AJob(role: "gpu")]), Patience.Limit);
        await Patience.Until(() => nodes[1].OpenLeases.Count == 1, "a call that hangs");

        await nodes[1].CrashAsync();
        var swept = await batch;

        // The role was lost with the node, which the retried job reports.
        Assert.All(swept.Batch.Jobs, job => Assert.Equal(JobOutcome.Failed, job.Outcome));
        Assert.Contains("was lost with", swept.Batch.Jobs[0].Error, StringComparison.Ordinal);
        Assert.Contains("was lost", swept.Batch.Jobs[1].Error, StringComparison.Ordinal);
        var silent = Assert.Single(swept.NodeSweeps(), node => node.Fault is not null);
        Assert.Equal(nodes[1].Address, silent.Node);
        Assert.Contains(nodes[1].Address, swept.Sweep.Fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_that_may_be_run_again_succeeds_on_another_node()
    {
        var nodes = await StartAsync(Server("other", "mcp-well"), Server("files", "mcp-hangs-in-call"));
        var batch = nodes[0].Mcp.Scheduler.Ask<BatchSwept>(new RunBatch([AJob(retry: 1)]), Patience.Limit);
        await Patience.Until(() => nodes[1].OpenLeases.Count == 1, "a call that hangs");
        var third = await JoinAsync(nodes[0], Well, 3);

        await nodes[1].CrashAsync();
        var swept = await batch;

        Assert.True(swept.Batch.Jobs.Single().Outcome == JobOutcome.Succeeded, swept.Batch.Jobs.Single().Error);
        Assert.Contains(swept.NodeSweeps(), node => node.Node == third.Address && node.Report is not null);
    }

    [Fact]
    public async Task A_node_that_leaves_takes_no_new_jobs_and_ends_those_that_run()
    {
        var slow = Server("files", "mcp-slow");
        var nodes = await StartAsync(Server("other", "mcp-well"), slow, Well);
        var running = nodes[0].Mcp.Scheduler.Ask<BatchSwept>(new RunBatch([.. Enumerable.Repeat(AJob(), 2)]), Patience.Limit);
        await Patience.Until(() => nodes[1].OpenLeases.Count == 1 && nodes[2].OpenLeases.Count == 1, "a call on each");

        var leaving = nodes[1].LeaveAsync();
        var agent = await nodes[1].System.ActorSelection($"/user/{AgentActor.Name}").ResolveOne(Patience.Limit);
        await Waiting.UntilAsync(async () => (await agent.Ask<NodeReport>((IActorRef listener) => (object)new NodeHello(listener), Patience.Limit, CancellationToken.None)).Draining, "the leave to begin");
        var next = await AskAsync<BatchSwept>(nodes[0].Mcp.Scheduler, new RunBatch([.. Enumerable.Repeat(AJob(), 4)]));
        await leaving;

        Assert.All((await running).Batch.Jobs, job => Assert.True(job.Outcome == JobOutcome.Succeeded, job.Error));
        Assert.All(next.Batch.Jobs, job => Assert.True(job.Outcome == JobOutcome.Succeeded, job.Error));
        Assert.Empty(nodes[1].OpenLeases);
    }

    [Fact]
    public async Task Servers_and_sweeps_have_a_form_for_all_nodes()
    {
        var nodes = await StartAsync(Well, Well + Server("only-here", "mcp-well"));

        var servers = await AskAsync<ClusterServerList>(nodes[0].Mcp.Nodes, GetClusterServers.Instance);
        var sweep = await AskAsync<ClusterSweepReport>(nodes[1].Mcp.Nodes, new SweepCluster("a test"));

        Assert.Equal(nodes.Select(node => node.Address).Order(StringComparer.Ordinal), servers.Nodes.Select(node => node.Node));
        Assert.Equal(["files", "only-here"], servers.Nodes.Single(node => node.Node == nodes[1].Address).Servers!.Select(server => server.Server));
        Assert.Equal(nodes.Select(node => node.Address).Order(StringComparer.Ordinal), sweep.Nodes.Select(node => node.Node).Order(StringComparer.Ordinal));
        Assert.All(sweep.Nodes, node => Assert.NotNull(node.Report));
        Assert.Equal(["a test"], sweep.Reasons);
    }

    [Fact]
    public async Task A_node_that_does_not_sweep_in_time_is_named()
    {
        var nodes = await StartAsync("mcp-actors.cluster.sweep-timeout = 1s\n" + Well, Well);
        var reaper = (IInternalActorRef)McpActorsExtension.Get(nodes[1].System).Reaper;

        reaper.Suspend();
        var sweep = await AskAsync<ClusterSweepReport>(nodes[0].Mcp.Nodes, new SweepCluster());
        var swept = await AskAsync<BatchSwept>(nodes[0].Mcp.Scheduler, new RunBatch([AJob(), AJob()]));
        reaper.Resume(causedByFailure: null);

        foreach (var report in (ClusterSweepReport[])[sweep, (ClusterSweepReport)swept.Sweep])
        {
            Assert.Equal("it did not answer within 1 s", report.Nodes.Single(node => node.Node == nodes[1].Address).Fault);
            Assert.NotNull(report.Nodes.Single(node => node.Node == nodes[0].Address).Report);
        }
    }

    [Fact]
    public async Task A_server_that_only_another_node_has_is_called_there_and_its_failure_comes_back_as_it_is()
    {
        var nodes = await StartAsync(Well, Server("only-here", "mcp-dies-in-call"));

        var failure = await Assert.ThrowsAsync<McpServerException>(() => AskAsync<ToolResult>(nodes[0].Mcp.Servers, new CallTool("only-here", "echo")));

        Assert.Equal((ServerFailure.Exited, 7), (failure.Failure, failure.Exit?.ExitCode));
        Assert.NotEmpty(failure.Exit!.StderrTail);
        Assert.Empty(nodes[0].OpenLeases);
    }

    [Fact]
    public async Task A_server_that_the_cluster_has_once_has_one_process_and_another_when_its_node_leaves()
    {
        var singleton = Server("files", "mcp-well", "cluster = singleton");
        var nodes = await StartAsync(singleton, singleton, singleton);
        foreach (var node in nodes) await AskAsync<ToolResult>(node.Mcp.Servers, new CallTool("files", "echo"));
        Assert.Equal([1, 0, 0], nodes.Select(node => node.OpenLeases.Count));

        await nodes[0].LeaveAsync();
        await AskAsync<ToolResult>(nodes[2].Mcp.Servers, new CallTool("files", "echo"));

        Assert.Equal([0, 1, 0], nodes.Select(node => node.OpenLeases.Count));
    }
}
