using Akka.DistributedData;

namespace McpActors.Cluster.Tests;

/// <summary>Messages longer than Akka.NET's default of 128000 bytes cross nodes whole.</summary>
public sealed class LargeMessageTests : ClusterTest
{
    private const int Megabyte = 1 << 20;

    private static string Answers(int bytes, string rest = "") => Server("files", $"mcp-answers, \"{bytes}\"", rest);

    [Fact]
    public async Task A_job_on_another_node_whose_result_has_a_megabyte_has_all_of_it()
    {
        var nodes = await StartAsync(Server("other", "mcp-well"), Answers(Megabyte), Server("other", "mcp-well"));

        var swept = await AskAsync<BatchSwept>(nodes[2].Mcp.Scheduler, new RunBatch([AJob()]));

        var job = Assert.Single(swept.Batch.Jobs);
        Assert.True(job.Outcome == JobOutcome.Succeeded, job.Error);
        AssertWhole(job.Result!, Megabyte);
    }

    [Fact]
    public async Task An_answer_as_long_as_max_message_allows_comes_from_another_node()
    {
        // The line has a few names in addition to the text.
        const int Longest = (16 * Megabyte) - 1024;
        var nodes = await StartAsync(Server("other", "mcp-well"), Answers(Longest));

        var result = await AskAsync<ToolResult>(nodes[0].Mcp.Servers, new CallTool("files", "echo"));

        AssertWhole(result.Result, Longest);
    }

    [Fact]
    public void A_server_whose_answers_do_not_fit_is_refused_before_anything_starts()
    {
        var refused = Assert.Throws<McpConfigurationException>(() => Start(
            "akka.remote.dot-netty.tcp.maximum-frame-size = 256000b\n" + Answers(1, "max-message = 1 MiB") + Server("small", "mcp-well", "max-message = 100 KiB")));

        var mistake = Assert.Single(refused.Mistakes);
        Assert.Equal(("mcp-actors.servers.files.max-message", "1 MiB"), (mistake.Key, mistake.Value));
        Assert.Contains("akka.remote.dot-netty.tcp.maximum-frame-size = 256000b", mistake.Problem, StringComparison.Ordinal);
        Assert.Contains("at most 234 KiB", mistake.Allowed, StringComparison.Ordinal);
        Assert.Contains("akka.remote.dot-netty.tcp.maximum-frame-size = 1040 KiB or more on all nodes", mistake.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_to_who_asks_and_not_dropped_on_its_way()
    {
        const string Small = "akka.remote.dot-netty.tcp.maximum-frame-size = 256000b\nmcp-actors.server-defaults.max-message = 100 KiB\n";
        var nodes = await StartAsync(Small + Server("other", "mcp-well"), Small + Server("files", "mcp-well"));
        var text = new { text = new string('x', 300_000) };

        var asked = await Assert.ThrowsAsync<McpClusterException>(() => AskAsync<ToolResult>(nodes[0].Mcp.Servers, new CallTool("files", "echo", text)));
        var job = Job.Call("files", "echo", new CallTool("", "", text).Arguments);
        var swept = await AskAsync<BatchSwept>(nodes[0].Mcp.Scheduler, new RunBatch([job]));

        var put = await Assert.ThrowsAsync<McpClusterException>(() => AskAsync<SchedulePut>(
            nodes[1].Mcp.Scheduler, new PutSchedule(new ScheduleDefinition { Name = "s", Cron = "0 0 * * *", Jobs = [job] })));

        Assert.StartsWith("PutSchedule has 300,", put.Message, StringComparison.Ordinal);
        foreach (var why in (string?[])[asked.Message, Assert.Single(swept.Batch.Jobs).Error])
        {
            Assert.Contains("CallTool has 300,", why, StringComparison.Ordinal);
            Assert.Contains("raise akka.remote.dot-netty.tcp.maximum-frame-size on all nodes", why, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Ten_thousand_schedules_with_a_kilobyte_each_reach_a_node_that_joins_and_are_listed_from_there()
    {
        const int Schedules = 10_000;
        var first = (await StartAsync(Well))[0];
        foreach (var some in Enumerable.Range(0, Schedules).Chunk(500))
            await Task.WhenAll(some.Select(n => AskAsync<SchedulePut>(first.Mcp.Scheduler, new PutSchedule(Yearly(n)))));

        var second = await JoinAsync(first, Well, 2);

        var replicator = Akka.DistributedData.DistributedData.Get(second.System).Replicator;
        await Waiting.UntilAsync(async () => (await Task.WhenAll(ScheduleBucket.Keys.Select(key => CountAsync(replicator, key)))).Sum() == Schedules, "all schedules on the node that joined");
        var list = await AskAsync<ScheduleList>(second.Mcp.Scheduler, GetSchedules.Instance);
        Assert.Equal(Schedules, list.Schedules.Count);
        Assert.All(list.Schedules, status => Assert.Equal(1000, ((ToolJob)status.Schedule.Jobs[0]).Arguments["text"].GetString()!.Length));
    }

    // Incompressible text, because gossip is compressed.
    private static ScheduleDefinition Yearly(int n)
    {
        var random = new byte[750];
        new Random(n).NextBytes(random);
        var arguments = new Dictionary<string, JsonElement> { ["text"] = JsonSerializer.SerializeToElement(Convert.ToBase64String(random)) };
        return new ScheduleDefinition { Name = $"s-{n}", Cron = "0 0 1 1 *", Jobs = [Job.Call("files", "echo", arguments)] };
    }

    private static async Task<int> CountAsync(IActorRef replicator, ScheduleBucketKey key) =>
        await replicator.Ask<object>(new Get(key, ReadLocal.Instance), Patience.Limit) is GetSuccess found ? found.Get(key).Records.Count : 0;

    [Fact]
    public async Task The_report_of_a_batch_that_does_not_fit_is_a_failure_to_who_asked_for_it_on_another_node()
    {
        var small = "akka.remote.dot-netty.tcp.maximum-frame-size = 256000b\nmcp-actors.server-defaults.max-message = 100 KiB\n" + Answers(90_000);
        var nodes = await StartAsync(small, small);

        var afar = await Assert.ThrowsAsync<McpClusterException>(() => AskAsync<BatchSwept>(nodes[1].Mcp.Scheduler, new RunBatch([AJob(), AJob(), AJob()])));
        var here = await AskAsync<BatchSwept>(nodes[0].Mcp.Scheduler, new RunBatch([AJob(), AJob(), AJob()]));

        Assert.StartsWith("BatchSwept has 27", afar.Message, StringComparison.Ordinal);
        Assert.All(here.Batch.Jobs, job => Assert.Equal(JobOutcome.Succeeded, job.Outcome));
    }

    private void Start(string hocon)
    {
        var config = Akka.Configuration.ConfigurationFactory.ParseString(Here + hocon + Node.Quick).WithFallback(McpActorsCluster.DefaultConfig());
        using var system = ActorSystem.Create("nodes", config);
        McpActorsCluster.Get(system);
    }

    private static void AssertWhole(CallToolResult result, int bytes)
    {
        var text = ((TextContentBlock)Assert.Single(result.Content)).Text;
        Assert.Equal(bytes, text.Length);
        Assert.All(Enumerable.Range(0, bytes).Where(i => text[i] != '0' + (i % 10)).Take(1), i => Assert.Fail($"It is another text from character {i} on."));
    }
}
