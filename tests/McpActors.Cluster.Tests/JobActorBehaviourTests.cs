namespace McpActors.Cluster.Tests;

public sealed class JobActorBehaviourTests : ClusterTest
{
    [Fact]
    public async Task An_actor_that_is_named_runs_where_the_scheduler_is()
    {
        var nodes = await StartAsync(Well, Well);

        var report = (await AskAsync<BatchSwept>(nodes[1].Mcp.Scheduler, new RunBatch([Job.ForActor("where"), Job.ForActor("nobody")]))).Batch;

        Assert.Equal(nodes[0].Address, Said(report.Jobs[0]));
        Assert.Equal(("nobody", JobOutcome.Failed), (report.Jobs[1].Job.Name, report.Jobs[1].Outcome));
        Assert.Contains("McpActorsSetup.JobActors", report.Jobs[1].Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_node_where_an_actor_ran_sweeps_as_well_as_those_that_were_called()
    {
        var nodes = await StartAsync(Server("other", "mcp-well"), Well);

        var sweep = (await AskAsync<BatchSwept>(nodes[1].Mcp.Scheduler, new RunBatch([Job.ForActor("where"), AJob()]))).NodeSweeps();

        Assert.Equal(nodes.Select(node => node.Address).Order(StringComparer.Ordinal), sweep.Select(node => node.Node).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_batch_with_an_actor_made_of_props_runs_where_it_is_asked_for()
    {
        var nodes = await StartAsync(Well, Well);

        var report = (await AskAsync<BatchSwept>(nodes[1].Mcp.Scheduler, new RunBatch([Job.ForActor(Props.Create(() => new SaysWhere())), AJob()]))).Batch;

        Assert.Equal(nodes[1].Address, Said(report.Jobs[0]));
        Assert.Equal(JobOutcome.Succeeded, report.Jobs[1].Outcome);
        Assert.Single(nodes[1].OpenLeases);
    }

    [Fact]
    public async Task A_schedule_with_such_a_job_is_refused_and_says_what_to_do()
    {
        var nodes = await StartAsync(Well);
        var schedule = new ScheduleDefinition { Name = "s", Cron = "0 0 1 1 *", Jobs = [Job.ForActor(Props.Create(() => new SaysWhere()))] };

        var refused = await Assert.ThrowsAsync<McpSchedulerException>(() => AskAsync<SchedulePut>(nodes[0].Mcp.Scheduler, new PutSchedule(schedule)));
        var put = await AskAsync<SchedulePut>(nodes[0].Mcp.Scheduler, new PutSchedule(schedule with { Jobs = [Job.ForActor("where")] }));

        Assert.Contains("Job.ForActor(\"SaysWhere\")", refused.Message, StringComparison.Ordinal);
        Assert.NotNull(put.Next);
    }

    private static string Said(JobReport job) => Assert.IsType<TextContentBlock>(Assert.Single(job.Result!.Content)).Text;
}
