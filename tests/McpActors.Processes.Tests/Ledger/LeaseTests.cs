using McpActors.Processes.Tests.Linux;

namespace McpActors.Processes.Tests.Ledger;

public sealed class LeaseTests : KeeperTest
{
    private static readonly TimeSpan Ladder = TimeSpan.FromSeconds(4);

    public enum Step
    {
        Attach,
        Stop,
        Orphan,
        Hurry,
        End,
        KillKeeper,
    }

    [Fact]
    public void A_lease_is_in_the_ledger_before_anything_is_started()
    {
        var ledger = new LeaseLedger();
        var (first, second) = (ledger.Begin("a", Ladder), ledger.Begin("b", Ladder));
        Assert.Equal([first, second], ledger.Open);
        Assert.Equal([1, 2], ledger.Open.Select(lease => lease.Id));
        Assert.Same(second, ledger.Find(2));
        Assert.Null(ledger.Find(3));
        Assert.Equal((LeaseState.Starting, null, null), (first.State, first.Process, first.Stopping));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_start_that_fails_ends_the_lease(bool orphaned)
    {
        var ledger = new LeaseLedger();
        var lease = ledger.Begin("a", Ladder);
        if (orphaned) Assert.True(lease.Orphan());
        lease.StartFailed("no such command");
        var report = await lease.Extinct.WaitAsync(Patience.Limit);
        Assert.Equal((true, 0, "no such command"), (report.Confirmed, report.Pid, report.StartError));
        Assert.Equal(LeaseState.Extinct, lease.State);
        Assert.Empty(ledger.Open);
        Assert.False(lease.Orphan());
        lease.Hurry("after the end");
        Assert.Equal(LeaseState.Extinct, lease.State);
    }

    [Fact]
    public async Task A_process_that_comes_after_its_owner_has_gone_is_stopped_at_once_and_its_descriptors_are_closed()
    {
        var ledger = new LeaseLedger();
        var lease = ledger.Begin("a", Ladder);
        Assert.True(lease.Orphan("its owner was stopped"));
        var process = Start(Servers.Cat);
        lease.Attach(process);
        Assert.Equal(LeaseState.Orphaned, lease.State);
        var report = await lease.Extinct.WaitAsync(Patience.Limit);
        Assert.True(report.Confirmed);
        Assert.NotEqual(Rung.Self, report.Rung);
        Assert.Equal("its owner was stopped", report.Reason);
        Assert.False(process.StandardOutput.CanRead);
        Assert.Empty(ledger.Open);
    }

    [Fact]
    public async Task A_process_that_comes_after_it_was_hurried_is_killed_with_that_reason()
    {
        var lease = new LeaseLedger().Begin("a", Ladder);
        lease.Stop();
        lease.Hurry("overdue");
        lease.Attach(Start(Servers.Shell("trap '' TERM; sleep 30") with { EofGrace = TimeSpan.FromDays(1) }));
        var report = await lease.Extinct.WaitAsync(Patience.Limit);
        Assert.Equal((true, Rung.Kill, "overdue"), (report.Confirmed, report.Rung, report.Reason));
    }

    [Fact]
    public async Task What_an_owner_has_not_read_yet_stays_when_the_process_ends()
    {
        var lease = new LeaseLedger().Begin("a", Ladder);
        var process = Start(Servers.Shell("echo result"));
        lease.Attach(process);
        await lease.Extinct.WaitAsync(Patience.Limit);
        Assert.Equal("result\n", await process.ReadToEnd());
    }

    [Fact]
    public async Task A_lease_whose_keeper_was_killed_stays_in_the_ledger_for_the_reaper()
    {
        var ledger = new LeaseLedger();
        var lease = ledger.Begin("a", Ladder);
        var process = Start(Servers.Cat);
        lease.Attach(process);
        // The server ends by itself: its stdin is closed with the keeper's end.
        Assert.Equal(0, Libc.kill(process.Identity.Pid, 9));
        Assert.False((await lease.Extinct.WaitAsync(Patience.Limit)).Confirmed);
        Assert.Equal(LeaseState.Orphaned, lease.State);
        Assert.True(lease.Orphan());
        Assert.Same(lease, Assert.Single(ledger.Open));
    }

    /// <summary>
    /// Every order of events of a lease, with real processes. The model knows two things: whether the ladder was
    /// requested, and what ended the process first.
    /// </summary>
    [Fact]
    public void In_every_order_the_state_moves_forward_and_the_process_is_stopped_only_if_asked()
    {
        var steps = Gen.ListOf(Gen.Elements(Enum.GetValues<Step>())).Resize(6);
        Prop.ForAll(Arb.From(steps), s => Agrees(s).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(8));

        async Task<bool> Agrees(IReadOnlyList<Step> order)
        {
            var ledger = new LeaseLedger();
            var lease = ledger.Begin("a", Ladder);
            KeptProcess? process = null;
            bool asked = false, ended = false, killed = false;
            var state = lease.State;
            foreach (var step in order)
            {
                switch (step)
                {
                    case Step.Attach when process is null:
                        process = Start(Servers.Talker);
                        lease.Attach(process);
                        break;
                    case Step.Stop:
                        lease.Stop();
                        asked = true;
                        break;
                    case Step.Orphan:
                        var handedOver = lease.Orphan();
                        asked = true;
                        if (!handedOver && lease.State != LeaseState.Extinct) return false;
                        break;
                    case Step.Hurry:
                        lease.Hurry("overdue");
                        asked = true;
                        break;
                    case Step.End when process is not null && !asked && !ended:
                        await process.Say("quit\n");
                        await lease.Extinct.WaitAsync(Patience.Limit);
                        ended = true;
                        break;
                    case Step.KillKeeper when process is not null && !asked && !ended:
                        _ = Libc.kill(process.Identity.Pid, 9);
                        await lease.Extinct.WaitAsync(Patience.Limit);
                        ended = killed = true;
                        break;
                    default:
                        // Impossible here.
                        break;
                }
                if (lease.State < state) return false;
                state = lease.State;
            }

            if (process is null)
                return !lease.Extinct.IsCompleted && ledger.Open.Count == 1 && lease.Stopping is not null == asked;
            if (!asked && !ended)
            {
                // No end was requested: the process lives and answers.
                await process.Say("alive\n");
                return await process.ReadLine() == "alive" && lease.State == LeaseState.Running && ledger.Open.Count == 1;
            }
            var report = await lease.Extinct.WaitAsync(Patience.Limit);
            if (killed) return !report.Confirmed && lease.State == LeaseState.Orphaned && ledger.Open.Count == 1;
            return report.Confirmed && lease.State == LeaseState.Extinct && ledger.Open.Count == 0
                && (ended ? report.ExitCode == 7 && report.Rung == Rung.Self : report.Rung != Rung.Self);
        }
    }
}
