using McpActors.Processes.Linux;

namespace McpActors.Tests.Reaping;

/// <summary>The reaper's behaviour when a keeper can no longer do its work.</summary>
public class LostKeeperTests : ActorTest
{
    // A keeper that ignores the order to kill, like a hanging one. It ends by itself after half a minute.
    private const string HangingKeeper = """
        #!/bin/sh
        trap '' TERM USR1
        sleep 30 &
        wait
        """;

    [Fact]
    public async Task What_a_killed_keeper_leaves_is_ended_by_its_lineage_and_the_report_does_not_call_it_proven()
    {
        var reaper = Reaper();
        var lease = await StartAsync("mcp-family");
        var family = Below(Pid(lease));
        Assert.True(family.Count > 1);
        Sys.EventStream.Subscribe(TestActor, typeof(OrphanReaped));

        Signal(Pid(lease), "KILL");
        Assert.False((await lease.Extinct.WaitAsync(Patience)).Confirmed);
        reaper.Tell(new HandOver(lease.Id));

        await ExpectSweptAsync(lease);
        Assert.DoesNotContain(family, ProcView.IsAlive);
        Assert.Empty((await SweepAsync(reaper)).Processes);
    }

    [Fact]
    public async Task A_lost_keeper_of_which_nobody_told_is_found_by_the_next_sweep()
    {
        var reaper = Reaper();
        var lease = await StartAsync("mcp-stubborn");
        var server = Assert.Single(ProcView.Children(Pid(lease)));
        Signal(Pid(lease), "KILL");
        await lease.Extinct.WaitAsync(Patience);

        var report = await SweepAsync(reaper);

        Assert.Equal(SweepOutcome.Ended, Assert.Single(report.Processes, process => process.Proof == SweepProof.Ledger).Outcome);
        var ended = Assert.Single(report.Processes, process => process.Proof == SweepProof.Mark);
        Assert.Equal((server, SweepOutcome.Ended), (ended.Pid!.Value, ended.Outcome));
        Assert.False(ProcView.IsAlive(server));
        Assert.Empty(Ledger.Open);
    }

    [Fact]
    public async Task A_keeper_that_somebody_stopped_goes_on_and_its_proof_with_it()
    {
        var reaper = Reaper();
        var lease = await StartAsync("mcp-stubborn");
        Signal(Pid(lease), "STOP");

        Assert.True(lease.Orphan());
        reaper.Tell(new HandOver(lease.Id));

        var exit = await lease.Extinct.WaitAsync(Patience);
        Assert.True(exit.Confirmed, exit.Describe());
        Assert.Equal(Rung.Kill, exit.Rung);
    }

    [Fact]
    public async Task A_keeper_that_does_not_do_its_work_is_ended_with_what_it_holds()
    {
        var folder = Directory.CreateTempSubdirectory("mcpactors-");
        try
        {
            var path = Path.Combine(folder.FullName, "mcp-keeper");
            await File.WriteAllTextAsync(path, HangingKeeper);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            var reaper = Reaper();
            Sys.EventStream.Subscribe(TestActor, typeof(OrphanReaped));
            var lease = Ledger.Begin("hanging", TimeSpan.FromMilliseconds(200));
            lease.Attach(new KeeperLauncher(path).Start(Adversary("hanging", "mcp-well").ToProcessSpec() with { Lineage = lease.Lineage }));
            await UntilAsync(() => ProcView.Children(Pid(lease)).Count == 1);
            var held = Below(Pid(lease)).Append(Pid(lease)).ToList();

            Assert.True(lease.Orphan());
            reaper.Tell(new HandOver(lease.Id));

            await ExpectSweptAsync(lease);
            Assert.DoesNotContain(held, ProcView.IsAlive);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task An_actor_whose_keeper_is_killed_goes_its_way_and_another_lease_is_not_disturbed()
    {
        var reaper = Reaper();
        var other = await StartAsync("mcp-well");
        Sys.EventStream.Subscribe(TestActor, typeof(ProcessReady));
        Sys.EventStream.Subscribe(TestActor, typeof(OrphanReaped));
        var owner = Sys.ActorOf(ProcessActor.Props(Adversary("a", "mcp-stubborn"), EnvironmentWith(reaper)));
        owner.Tell(new ProcessCommand.Start());
        await ExpectMsgAsync<ProcessReady>(Patience);
        var lease = Ledger.Open.Single(lease => lease != other);

        Signal(Pid(lease), "KILL");

        var reaped = await ExpectMsgAsync<OrphanReaped>(Patience);
        Assert.Equal((lease.Id, true), (reaped.Lease, reaped.Exit.Swept));
        Assert.Equal(LeaseState.Running, other.State);
        Assert.All(Below(Pid(other)), pid => Assert.True(ProcView.IsAlive(pid)));
        other.Stop();
        await AssertNothingIsLeftAsync(other);
    }

    private IActorRef Reaper() => Sys.ActorOf(OrphanReaperActor.Props(Ledger, Sweeper, new ReaperSettings()));

    private static Task<SweepReport> SweepAsync(IActorRef reaper) => reaper.Ask<SweepReport>(new Sweep(), Patience);

    private static int Pid(Lease lease) => lease.Process!.Identity.Pid;

    private static List<int> Below(int pid) => [.. ProcView.Children(pid).SelectMany(child => Below(child).Prepend(child))];

    private static void Signal(int pid, string signal)
    {
        using var kill = System.Diagnostics.Process.Start("kill", [$"-{signal}", $"{pid}"]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    private async Task<Lease> StartAsync(string habit)
    {
        var spec = Adversary("a", habit).ToProcessSpec();
        var lease = Ledger.Begin("a", spec.Ladder);
        lease.Attach(Launcher.Start(spec with { Lineage = lease.Lineage }));
        // It serves, so its habits are established.
        await McpHandshake.WithAsync(lease.Process!, Patience);
        return lease;
    }

    private async Task ExpectSweptAsync(Lease lease)
    {
        var reaped = await ExpectMsgAsync<OrphanReaped>(Patience);
        Assert.Equal((lease.Id, false, true), (reaped.Lease, reaped.Exit.Confirmed, reaped.Exit.Swept));
        Assert.Empty(Ledger.Open);
    }
}
