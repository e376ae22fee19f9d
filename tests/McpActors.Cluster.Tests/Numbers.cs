using Xunit.Abstractions;

namespace McpActors.Cluster.Tests;

/// <summary>
/// Measurements: <c>MCPACTORS_CLUSTER_NUMBERS=1</c> runs them, and <c>MCPACTORS_LEADER_KILLS</c> is the number of
/// leaders to kill.
/// </summary>
public sealed class Numbers(ITestOutputHelper output) : ClusterTest
{
    // Three nodes in one process that is busy for seconds must not be taken for lost.
    private const string Calm = "akka.cluster.failure-detector.acceptable-heartbeat-pause = 20s\nakka.loglevel = WARNING\nakka.stdout-loglevel = WARNING\n";

    private static bool Wanted => Environment.GetEnvironmentVariable("MCPACTORS_CLUSTER_NUMBERS") is { Length: > 0 };

    private static int Kills => int.Parse(Environment.GetEnvironmentVariable("MCPACTORS_LEADER_KILLS") ?? "3", CultureInfo.InvariantCulture);

    [SkippableFact]
    public async Task Ticks_over_leader_kills()
    {
        Skip.IfNot(Wanted, "only where MCPACTORS_CLUSTER_NUMBERS is set: it takes some seconds for each kill");
        using var nodes = new NodeProcesses();
        var hocon = nodes.EverySecond(300, "akka.cluster.failure-detector.acceptable-heartbeat-pause = 3s\n");
        await nodes.StartAsync(hocon);
        await nodes.Nodes[0].SeeAsync(@" batch .*\(s@", times: 2);
        var gaps = new List<double>();
        for (var kill = 0; kill < Kills; kill++)
        {
            var (leader, next) = (kill % 3, (kill + 1) % 3);
            var since = Stopwatch.GetTimestamp();
            nodes.Nodes[leader].Signal(Posix.SIGKILL);
            await SeeAsync(nodes.Nodes[next], @" batch .*\(s@");
            gaps.Add(Stopwatch.GetElapsedTime(since).TotalSeconds);
            await nodes.Nodes[leader].EndAsync();
            nodes.Rejoin(leader, hocon);
            await SeeAsync(nodes.Nodes[leader], "cluster +up .*; 3 nodes");
            await nodes.Nodes[next].SeeAsync(@" batch .*\(s@", times: 1 + (kill % 3));
        }
        await nodes.EndAsync((Kills + 2) % 3, (Kills + 1) % 3, Kills % 3);

        var ledger = TickLedger.Of(nodes.Outputs);
        var doubled = ledger.Completed.Count - ledger.Completed.Distinct().Count();
        gaps.Sort();
        output.WriteLine($"{Kills} kills: {ledger.Completed.Count} ticks completed, {doubled} doubled, {ledger.Interrupted.Except(ledger.Completed).Count()} interrupted and named, "
            + $"{ledger.Interrupted.Intersect(ledger.Completed).Count()} named although they had ended, {ledger.Missed.Count} gaps caught up; from the kill to the next batch {gaps[gaps.Count / 2]:0.0} s (median), {gaps[^1]:0.0} s (worst)");
        ledger.AssertInOrder(nodes.Records);
    }

    // Kills take long on a busy machine; a node that returns slowly is not a failure here.
    private static async Task SeeAsync(RunningProgram node, string pattern)
    {
        for (var more = 5; ; more--)
        {
            try
            {
                await node.SeeAsync(pattern);
                return;
            }
            catch (TimeoutException) when (more > 0)
            {
            }
        }
    }

    [SkippableFact]
    public async Task Ten_thousand_schedules_of_which_a_thousand_are_due_in_one_second()
    {
        Skip.IfNot(Wanted, "only where MCPACTORS_CLUSTER_NUMBERS is set");
        var nodes = await StartAsync(Calm + Well, Calm + Well, Calm + Well);
        var due = DateTimeOffset.UtcNow.AddSeconds(75);
        var cron = $"{due.Second} {due.Minute} {due.Hour} * * *";
        var since = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(Enumerable.Range(0, 10_000), new ParallelOptions { MaxDegreeOfParallelism = 100 }, async (n, _) =>
            await nodes[n % 3].Mcp.Scheduler.Ask<SchedulePut>(new PutSchedule(
                new ScheduleDefinition { Name = $"s-{n}", Cron = n < 1000 ? cron : "0 0 1 1 *", Jobs = [AJob()] }), TimeSpan.FromMinutes(2), CancellationToken.None));
        output.WriteLine($"10,000 schedules put in {Stopwatch.GetElapsedTime(since).TotalSeconds:0.0} s");
        var exact = new DateTimeOffset(due.Year, due.Month, due.Day, due.Hour, due.Minute, due.Second, TimeSpan.Zero);
        Assert.True(DateTimeOffset.UtcNow < exact.AddSeconds(-5), "The machine was too busy to put them before they were due.");
        // The adversary ends itself after half a minute, so it is started last.
        while (DateTimeOffset.UtcNow < exact.AddSeconds(-5)) await Task.Delay(50);
        foreach (var node in nodes) await AskAsync<ToolResult>(node.Mcp.Servers, new CallTool("files", "echo"));

        var seen = new ConcurrentQueue<(DateTimeOffset At, BatchReport Batch)>();
        var listener = nodes[0].System.ActorOf(Props.Create(() => new Clocked(seen)));
        nodes[0].System.EventStream.Subscribe(listener, typeof(BatchCompleted));
        while (seen.Count < 1000 && DateTimeOffset.UtcNow < exact.AddSeconds(60)) await Task.Delay(50);

        var starts = seen.Select(batch => (batch.At - batch.Batch.Elapsed - exact).TotalMilliseconds).Order().ToList();
        var ends = seen.Select(batch => (batch.At - exact).TotalMilliseconds).Order().ToList();
        output.WriteLine($"{seen.Count} batches; started {starts[0]:0} to {starts[^1]:0} ms after they were due (median {starts[starts.Count / 2]:0}), ended by {ends[^1]:0} ms; "
            + $"{seen.Count(batch => batch.Batch.Jobs[0].Outcome == JobOutcome.Succeeded)} succeeded");
        output.WriteLine(string.Join("; ", seen.Select(batch => batch.Batch.Jobs[0].Error).OfType<string>().GroupBy(error => error).Select(group => $"{group.Count()}: {group.Key}").Take(3)));
        Assert.Equal(1000, seen.Count);
    }

    [SkippableFact]
    public async Task A_remote_warm_call_beside_a_local_one()
    {
        Skip.IfNot(Wanted, "only where MCPACTORS_CLUSTER_NUMBERS is set");
        const int Calls = 2000;
        var nodes = await StartAsync(Server("other", "mcp-well"), Well);
        var local = McpActorsExtension.Get(nodes[1].System).Servers;
        var remote = nodes[0].Mcp.Servers;
        var call = new CallTool("files", "echo", new Dictionary<string, JsonElement> { ["text"] = JsonDocument.Parse("\"hello\"").RootElement });
        var times = new Dictionary<IActorRef, List<double>> { [local] = [], [remote] = [] };
        // Alternately, so that disturbances of the machine affect both.
        for (var n = -500; n < Calls; n++)
        {
            foreach (var (way, list) in times)
            {
                var since = Stopwatch.GetTimestamp();
                await AskAsync<ToolResult>(way, call);
                if (n >= 0) list.Add(Stopwatch.GetElapsedTime(since).TotalMilliseconds);
            }
        }
        foreach (var list in times.Values) list.Sort();
        var (near, far) = (times[local], times[remote]);
        output.WriteLine($"local {near[Calls / 2]:0.000} ms (median), {near[Calls * 99 / 100]:0.000} ms (99 %); remote {far[Calls / 2]:0.000} ms, {far[Calls * 99 / 100]:0.000} ms; "
            + $"{far[Calls / 2] - near[Calls / 2]:0.000} ms more at the median");
    }

    private sealed class Clocked : ReceiveActor
    {
        public Clocked(ConcurrentQueue<(DateTimeOffset, BatchReport)> seen) => Receive<BatchCompleted>(completed => seen.Enqueue((DateTimeOffset.UtcNow, completed.Batch)));
    }
}
