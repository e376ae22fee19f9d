using Akka;

namespace McpActors.Cluster.Tests;

/// <summary>
/// Requests to the leader and due ticks while a node is leaving. The test decides when the node continues.
/// </summary>
public sealed class LeaveTests : ClusterTest
{
    private const string Patient = "akka.coordinated-shutdown.phases.service-requests-done.timeout = 30s\n";

    private static string EverySecond =>
        """
        mcp-actors.scheduler.schedules.s {
          cron = "* * * * * *"
          overlap = allow
          jobs = [ { server = files, tool = echo } ]
        }

        """ + Patient + Well;

    [Fact]
    public async Task A_node_whose_turn_to_lead_comes_while_it_leaves_starts_nothing()
    {
        var nodes = await StartAsync(EverySecond, EverySecond, EverySecond);
        await Patience.Until(() => nodes[0].Seen<BatchSwept>().Any(), "a batch");
        var held = await LeaveAndHoldAsync(nodes[1]);

        await nodes[0].LeaveAsync();
        // It leads: a tick is due, and it has not checked the clock.
        await Waiting.UntilAsync(async () => (await SchedulesAsync(nodes[2])).Single().Next < DateTimeOffset.UtcNow, "a tick that is not looked at");
        await held.GoOnAsync();
        await Patience.Until(() => nodes[2].Seen<BatchSwept>().Any(), "a batch under the last leader");

        Assert.Empty(nodes[1].Seen<BatchCompleted>());
        Assert.Empty(nodes[1].Seen<TicksMissed>());
        Assert.True(Assert.Single(nodes[2].Seen<TicksMissed>()).RunOnce);
        Assert.Empty(nodes.SelectMany(node => node.Seen<TickInterrupted>()));
    }

    [Fact]
    public async Task What_is_asked_of_a_leader_that_leaves_is_taken_for_the_next_one_or_asked_of_it()
    {
        var nodes = await StartAsync(Patient + Well, Patient + Well, Patient + Well);
        var held = await LeaveAndHoldAsync(nodes[0]);

        var batch = nodes[2].Mcp.Scheduler.Ask<BatchSwept>(new RunBatch([AJob()]), Patience.Limit);
        var put = await AskAsync<SchedulePut>(nodes[1].Mcp.Scheduler, new PutSchedule(new ScheduleDefinition { Name = "yearly", Cron = "0 0 1 1 *", Jobs = [AJob()] }));
        var refused = await Assert.ThrowsAsync<McpSchedulerException>(() => AskAsync<BatchSwept>(nodes[0].Mcp.Scheduler, new RunBatch([AJob()])));
        Assert.False(batch.IsCompleted);
        await held.GoOnAsync();

        Assert.Equal(JobOutcome.Succeeded, Assert.Single((await batch).Batch.Jobs).Outcome);
        Assert.NotNull(put.Next);
        Assert.Equal("yearly", Assert.Single(await SchedulesAsync(nodes[1])).Schedule.Name);
        Assert.Contains("shutting down", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<ScheduleStatus>> SchedulesAsync(Node node) =>
        (await AskAsync<ScheduleList>(node.Mcp.Scheduler, GetSchedules.Instance)).Schedules;

    /// <summary>Begins the leave, and holds it where the node would wait for its jobs.</summary>
    private static async Task<HeldLeave> LeaveAndHoldAsync(Node node)
    {
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var goOn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        CoordinatedShutdown.Get(node.System).AddTask(CoordinatedShutdown.PhaseServiceRequestsDone, "held", async () =>
        {
            begun.SetResult();
            await goOn.Task;
            return Done.Instance;
        });
        var left = node.LeaveAsync();
        await begun.Task.WaitAsync(Patience.Limit);
        return new HeldLeave(goOn, left);
    }

    private sealed record HeldLeave(TaskCompletionSource MayGoOn, Task Left)
    {
        public Task GoOnAsync()
        {
            MayGoOn.SetResult();
            return Left;
        }
    }
}
