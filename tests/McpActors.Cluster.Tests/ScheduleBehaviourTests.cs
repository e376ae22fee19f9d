namespace McpActors.Cluster.Tests;

public sealed class ScheduleBehaviourTests : ClusterTest
{
    private static string EverySecond(string more = "") =>
        $$"""
        mcp-actors.scheduler.schedules.s {
          cron = "* * * * * *"
          overlap = allow
          {{more}}
          jobs = [ { server = files, tool = echo } ]
        }

        """ + Well;

    [Fact]
    public async Task A_tick_fires_once_in_the_cluster_and_the_sweep_names_each_node_that_took_part()
    {
        var nodes = await StartAsync(EverySecond(), EverySecond(), EverySecond());

        await Patience.Until(() => nodes.Sum(node => node.Seen<BatchSwept>().Count()) >= 3, "three batches");

        var batches = nodes.SelectMany(node => node.Seen<BatchSwept>()).ToList();
        Assert.Single(nodes, node => node.Seen<BatchSwept>().Any());
        Assert.Equal(batches.Count, batches.Select(swept => swept.Batch.BatchId).Distinct().Count());
        Assert.All(batches, swept => Assert.Equal(JobOutcome.Succeeded, swept.Batch.Jobs.Single().Outcome));
        Assert.All(batches, swept => Assert.NotNull(Assert.Single(swept.NodeSweeps()).Report));
    }

    [Fact]
    public async Task A_batch_that_is_asked_for_on_any_node_is_answered_there()
    {
        var nodes = await StartAsync(Well, Well, Well);

        var swept = await AskAsync<BatchSwept>(nodes[2].Mcp.Scheduler, new RunBatch([.. Enumerable.Repeat(AJob(), 12)], MaxParallel: 12));

        Assert.All(swept.Batch.Jobs, job => Assert.Equal(JobOutcome.Succeeded, job.Outcome));
        // The least loaded node takes the next job, so that all nodes have some.
        Assert.Equal(nodes.Select(node => node.Address).Order(), swept.NodeSweeps().Select(node => node.Node).Order());
        Assert.All(nodes, node => Assert.Single(node.OpenLeases));
    }

    [Fact]
    public async Task When_the_leader_is_lost_the_ticks_go_on_none_is_doubled_and_what_it_ran_is_named()
    {
        var slow = EverySecond().Replace("mcp-well", "mcp-slow", StringComparison.Ordinal);
        var nodes = await StartAsync(slow, slow, slow);
        await Patience.Until(() => nodes[0].Seen<BatchSwept>().Any(), "a batch");

        await nodes[0].CrashAsync();
        await Patience.Until(() => nodes[1].Seen<BatchSwept>().Count() >= 2, "two batches under the next leader");

        var before = nodes[0].Seen<BatchCompleted>().Select(completed => completed.Batch.BatchId).ToList();
        var after = nodes[1].Seen<BatchCompleted>().Select(completed => completed.Batch.BatchId).ToList();
        Assert.Empty(before.Intersect(after));
        Assert.Empty(nodes[2].Seen<BatchCompleted>());
        Assert.NotEmpty(nodes[1].Seen<TickInterrupted>());
        Assert.All(nodes[1].Seen<TickInterrupted>(), tick => Assert.DoesNotContain(tick.BatchId, after));
        Assert.True(Assert.Single(nodes[1].Seen<TicksMissed>()).RunOnce);
    }

    [Fact]
    public async Task A_tick_that_waits_when_the_leader_is_lost_is_started_by_the_next_one_and_only_what_ran_is_named()
    {
        var queue = EverySecond().Replace("overlap = allow", "overlap = queue", StringComparison.Ordinal);
        // Only the first node has the server whose calls hang.
        var hangs = queue.Replace("server = files", "server = stuck", StringComparison.Ordinal) + Server("stuck", "mcp-hangs-in-call", "call-timeout = 10m");
        var nodes = await StartAsync(hangs, queue, queue);
        // The first tick runs, the second waits, the third is skipped.
        await Waiting.UntilAsync(
            async () => (await AskAsync<ScheduleList>(nodes[2].Mcp.Scheduler, GetSchedules.Instance)).Schedules.Single().Skipped > 0, "a skipped tick");

        await nodes[0].CrashAsync();
        await Patience.Until(() => nodes[1].Seen<BatchCompleted>().Any(), "a batch under the next leader");

        var interrupted = Assert.Single(nodes[1].Seen<TickInterrupted>());
        var missed = Assert.Single(nodes[1].Seen<TicksMissed>());
        var waited = nodes[1].Seen<BatchCompleted>().First().Batch.BatchId;
        Assert.InRange(waited, interrupted.BatchId, $"s@{missed.First.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z", StringComparer.Ordinal);
        Assert.NotEqual(interrupted.BatchId, waited);
        Assert.NotEqual($"s@{missed.First.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z", waited);
    }

    [Fact]
    public async Task Misfire_skip_passes_over_what_was_due_while_nobody_led()
    {
        var nodes = await StartAsync(EverySecond("misfire = skip"), EverySecond("misfire = skip"), EverySecond("misfire = skip"));
        await Patience.Until(() => nodes[0].Seen<BatchSwept>().Any(), "a batch");

        await nodes[0].CrashAsync();
        await Patience.Until(() => nodes[1].Seen<BatchSwept>().Any(), "a batch under the next leader");

        var missed = Assert.Single(nodes[1].Seen<TicksMissed>());
        Assert.False(missed.RunOnce);
        Assert.DoesNotContain(nodes[1].Seen<BatchSwept>(), swept => swept.Batch.BatchId == $"s@{missed.First.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z");
        var status = Assert.Single((await AskAsync<ScheduleList>(nodes[2].Mcp.Scheduler, GetSchedules.Instance)).Schedules);
        Assert.Equal(1, status.Skipped);
    }

    [Fact]
    public async Task Whoever_waits_for_a_batch_of_a_leader_that_is_lost_is_answered()
    {
        var nodes = await StartAsync(Well, Server("files", "mcp-hangs-in-call"), Well);
        var batch = nodes[2].Mcp.Scheduler.Ask<BatchSwept>(new RunBatch([AJob(), AJob(), AJob()], BatchId: "batch-1"), Patience.Limit);
        await Patience.Until(() => nodes[1].OpenLeases.Count == 1, "a call that hangs");

        await nodes[0].CrashAsync();

        var failure = await Assert.ThrowsAsync<McpSchedulerException>(() => batch);
        Assert.Contains("batch-1", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schedules_that_were_put_and_removed_are_so_under_the_next_leader()
    {
        var nodes = await StartAsync(EverySecond(), EverySecond(), EverySecond());
        var put = new ScheduleDefinition { Name = "yearly", Cron = "0 0 1 1 *", Jobs = [AJob()] };
        await AskAsync<SchedulePut>(nodes[1].Mcp.Scheduler, new PutSchedule(put));
        await AskAsync<ScheduleRemoved>(nodes[2].Mcp.Scheduler, new RemoveSchedule("s"));

        await nodes[0].CrashAsync();
        var schedules = (await AskAsync<ScheduleList>(nodes[2].Mcp.Scheduler, GetSchedules.Instance)).Schedules;

        Assert.Equal("yearly", Assert.Single(schedules).Schedule.Name);
    }

    [Fact]
    public async Task A_leader_that_leaves_in_order_has_its_batches_ended_and_the_next_one_misses_no_tick()
    {
        var nodes = await StartAsync(EverySecond(), EverySecond(), EverySecond());
        await Patience.Until(() => nodes[0].Seen<BatchSwept>().Any(), "a batch");

        await nodes[0].LeaveAsync();
        await Patience.Until(() => nodes[1].Seen<BatchSwept>().Any(), "a batch under the next leader");

        Assert.Empty(nodes[1].Seen<TickInterrupted>());
        Assert.Equal(nodes[0].Seen<BatchCompleted>().Count(), nodes[0].Seen<BatchSwept>().Count());
    }
}
