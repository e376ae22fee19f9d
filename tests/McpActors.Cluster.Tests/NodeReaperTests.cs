using McpActors.Processes;
using McpActors.Processes.Sweeping;
using McpActors.Reaping;

namespace McpActors.Cluster.Tests;

/// <summary>The part of a reaper's report that goes to another node. The reaper is a probe.</summary>
public sealed class NodeReaperTests : TestKit
{
    private const int Foreign = 5000;
    private const int Survivors = 3;

    public NodeReaperTests()
        : base(ConfigurationFactory.ParseString(Configuration).WithFallback(McpActorsCluster.DefaultConfig()))
    {
    }

    private const string Configuration =
        """
        akka.loglevel = ERROR
        akka.stdout-loglevel = OFF
        akka.actor.provider = remote
        akka.remote.dot-netty.tcp.hostname = 127.0.0.1
        akka.remote.dot-netty.tcp.port = 0
        """;

    [Fact]
    public void Processes_that_nobody_can_attribute_stay_in_their_node_and_are_counted()
    {
        var report = Swept(Report(0) with { LeftAlone = Rows(Foreign, SweepOutcome.LeftAlone, "") });

        Assert.Empty(report.LeftAlone);
        Assert.Equal(Foreign, report.LeftOut);
        Assert.InRange(Bytes(report), 1, 1000);
    }

    [Fact]
    public void The_longest_report_of_a_node_is_bounded_and_names_the_survivors()
    {
        var longest = new string('x', 100_000);
        var exit = new ExitReport { Confirmed = false, Pid = 7, StartError = longest, Reason = longest, StderrTail = [.. Enumerable.Repeat(longest, 100)] };
        var ended = Rows(Foreign, SweepOutcome.Ended, longest).Select(row => row with { Exit = exit });

        var report = Swept(Report(1) with { Reasons = [.. Enumerable.Repeat(longest, 100)], Fault = longest, Processes = [.. ended, .. Rows(Survivors, SweepOutcome.Survived, longest)] });

        Assert.Equal(Survivors, report.Survivors.Count());
        Assert.Equal((SweepRows.Most, Foreign + Survivors - SweepRows.Most), (report.Processes.Count, report.LeftOut));
        Assert.Equal(10, report.Processes[^1].Exit!.StderrTail.Count);
        Assert.InRange(Bytes(report), 1, 512 * 1024);
    }

    [Fact]
    public void A_report_that_is_short_goes_as_it_is()
    {
        var whole = Report(2) with { Processes = Rows(2, SweepOutcome.Ended, "why"), Fault = "a fault" };

        var report = Swept(whole);

        Assert.Equal(whole.Processes, report.Processes);
        Assert.Equal((whole.InUse, whole.Fault, 0), (report.InUse, report.Fault, report.LeftOut));
    }

    private ClusterSweepReport Swept(SweepReport found)
    {
        var reaper = CreateTestProbe();
        var front = Sys.ActorOf(Props.Create(() => new NodeReaperActor(reaper.Ref, TimeSpan.FromMinutes(1))));
        front.Tell(new Sweep(SweepScope.OrphansOnly, "batch b"), TestActor);
        reaper.ExpectMsg<Sweep>();
        reaper.Reply(found);
        return ExpectMsg<ClusterSweepReport>();
    }

    /// <summary>The size on the wire, in the answer to a batch.</summary>
    private long Bytes(SweepReport report)
    {
        Assert.True(new FrameLimit(Sys).Fits(new BatchSwept(new BatchReport("b", "b", [], TimeSpan.Zero), report), out var bytes));
        return bytes;
    }

    private static SweepReport Report(int inUse) => new(SweepScope.OrphansOnly, ["batch b"], inUse, [], TimeSpan.Zero);

    private static List<SweptProcess> Rows(int count, SweepOutcome outcome, string text) =>
        [.. Enumerable.Range(1, count).Select(n => new SweptProcess("files", n, n, Standing.Unprovable, SweepProof.Mark, outcome, null) { Name = "node", Why = text })];
}
