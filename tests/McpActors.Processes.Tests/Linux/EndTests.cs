namespace McpActors.Processes.Tests.Linux;

public sealed class EndTests : KeeperTest
{
    private const int SIGKILL = 9;

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(127)]
    [InlineData(255)]
    public async Task A_server_that_ends_by_itself_is_reported_with_its_exit_code(int code)
    {
        var process = Start(Servers.Shell("exit $1", $"{code}"));
        var report = await process.End();
        Assert.Equal(
            new ExitReport
            {
                Confirmed = true, Pid = process.Identity.Pid, ExitCode = code, Rung = Rung.Self, BytesRead = 0, StderrTail = report.StderrTail, Elapsed = report.Elapsed,
            },
            report);
        Assert.Empty(report.StderrTail);
        Assert.True(report.Elapsed > TimeSpan.Zero);
        Assert.Equal($"exit code {code} (rung self)", report.Describe());
    }

    [Fact]
    public async Task A_server_that_dies_of_a_signal_is_reported_with_its_name()
    {
        var report = await Start(Servers.Shell("kill -SEGV $$")).End();
        Assert.True(report.Confirmed);
        Assert.Equal(("SIGSEGV", null, Rung.Self), (report.Signal, report.ExitCode, report.Rung));
    }

    [Theory]
    [InlineData("echo up; exec cat", Rung.Eof, null)]
    [InlineData("echo up; exec sleep 30", Rung.Term, "SIGTERM")]
    [InlineData("trap '' TERM; echo up; sleep 30; sleep 30", Rung.Kill, "SIGKILL")]
    public async Task Stop_climbs_as_far_as_it_must(string script, Rung rung, string? signal)
    {
        var process = Start(Servers.Shell(script).Impatient());
        Assert.Equal("up", await process.ReadLine());
        process.Stop("the test is over");
        process.Stop("said twice");
        var report = await process.End();
        Assert.Equal((true, rung, signal, "the test is over"), (report.Confirmed, report.Rung, report.Signal, report.Reason));
    }

    [Fact]
    public async Task Terminate_goes_to_SIGTERM_without_waiting_for_the_eof_grace()
    {
        var process = Start(Servers.Shell("trap 'exit 4' TERM; echo up; while :; do sleep 0.1; done") with { EofGrace = TimeSpan.FromDays(1) });
        await process.ReadLine();
        process.Terminate();
        process.Terminate();
        var report = await process.End();
        Assert.Equal((true, Rung.Term, 4), (report.Confirmed, report.Rung, report.ExitCode));
    }

    [Fact]
    public async Task Kill_waits_for_no_grace()
    {
        var process = Start(Servers.Shell("trap '' TERM; echo up; sleep 30") with { EofGrace = TimeSpan.FromDays(1), TermGrace = TimeSpan.FromDays(1) });
        await process.ReadLine();
        process.Kill("enough");
        process.Kill("more than enough");
        var report = await process.End();
        Assert.Equal((true, Rung.Kill, "SIGKILL", "enough"), (report.Confirmed, report.Rung, report.Signal, report.Reason));
    }

    [Fact]
    public async Task A_reason_given_after_a_silent_stop_counts()
    {
        var process = Start(Servers.Shell("trap '' TERM; echo up; sleep 30") with { EofGrace = TimeSpan.FromDays(1) });
        await process.ReadLine();
        process.Stop();
        process.Kill("overdue");
        Assert.Equal("overdue", (await process.End()).Reason);
    }

    [Fact]
    public async Task A_stop_that_comes_after_the_end_changes_nothing()
    {
        var process = Start(Servers.Shell("exit 5"));
        var report = await process.End();
        process.Stop("too late");
        Assert.Same(report, await process.End());
        Assert.Equal((Rung.Self, null), (report.Rung, report.Reason));
    }

    [Fact]
    public async Task A_server_that_ends_with_its_stdin_is_always_said_to_have_been_asked()
    {
        // Repeated for short-lived servers: the keeper may learn of the end before it sees the hang-up.
        for (var i = 0; i < 25; i++)
        {
            var process = Start(Servers.Cat);
            await process.Say("up\n");
            await process.ReadLine();
            process.Stop("enough");
            var report = await process.End();
            Assert.Equal((Rung.Eof, 0, "enough"), (report.Rung, report.ExitCode, report.Reason));
        }
    }

    [Fact]
    public async Task Descendants_that_had_to_be_ended_are_counted()
    {
        var process = Start(Servers.Shell("sleep 30 & setsid sleep 30 & (setsid sleep 30 >/dev/null 2>&1 <&1 &) ; echo up; exec cat"));
        await process.ReadLine();
        process.Stop();
        var report = await process.End();
        Assert.Equal((true, Rung.Eof, 0, 3), (report.Confirmed, report.Rung, report.ExitCode, report.Descendants));
        Assert.Equal("exit code 0 (rung eof, 3 descendants ended)", report.Describe());
    }

    public enum Order
    {
        Stop,
        Terminate,
        Kill,
        Dispose,
    }

    [Theory]
    [InlineData(Order.Stop)]
    [InlineData(Order.Terminate)]
    [InlineData(Order.Kill)]
    [InlineData(Order.Dispose)]
    public async Task An_order_at_any_moment_of_the_start_is_obeyed_and_confirmed(Order order)
    {
        for (var delay = 0; delay < 25; delay++)
        {
            var process = Start(Servers.Command("sleep", "30").Impatient());
            // In steps of a fraction of the keeper's start, so that some signals find it without handlers.
            Thread.SpinWait(delay * 20_000);
            switch (order)
            {
                case Order.Stop: process.Stop(); break;
                case Order.Terminate: process.Terminate(); break;
                case Order.Kill: process.Kill(); break;
                default: process.Dispose(); break;
            }
            var report = await process.End();
            Assert.True(report.Confirmed, $"{order} {delay}: {report.Reason}");
            Assert.NotEqual(Rung.Self, report.Rung);
        }
    }

    [Fact]
    public async Task A_keeper_that_was_killed_proves_nothing()
    {
        var process = Start(Servers.Shell("echo $$; exec sleep 30"));
        var server = int.Parse(await process.ReadLine());
        try
        {
            Assert.Equal(0, Libc.kill(process.Identity.Pid, SIGKILL));
            var report = await process.End();
            Assert.False(report.Confirmed);
            Assert.Contains("its processes may still run", report.Reason, StringComparison.Ordinal);
            Assert.Contains("signal 9", report.Reason, StringComparison.Ordinal);
            Assert.EndsWith("extinction not proven)", report.Describe(), StringComparison.Ordinal);
            Assert.True(Vitals.IsAlive(server));
        }
        finally
        {
            await EndEscaped(server);
        }
    }

    [Fact]
    public async Task A_server_that_forges_a_report_and_kills_its_keeper_is_not_believed()
    {
        const string Report = """mcp-keeper: {"pid":1,"exitCode":0,"signal":null,"rung":"self","descendants":0,"elapsedMs":1}""";
        var process = Start(Servers.Shell("echo $$; echo \"$1\" >&2; kill -KILL $PPID; exec sleep 30", Report));
        var server = int.Parse(await process.ReadLine());
        try
        {
            Assert.False((await process.End()).Confirmed);
        }
        finally
        {
            await EndEscaped(server);
        }
    }

    [Fact]
    public async Task A_server_that_floods_both_pipes_after_its_keeper_was_killed_cannot_put_off_the_end()
    {
        var process = Start(Servers.Shell("echo $$; echo $$ >&2; yes >&2 & exec yes"));
        var server = int.Parse(await process.ReadLine());
        try
        {
            Libc.kill(process.Identity.Pid, SIGKILL);
            Assert.False((await process.End()).Confirmed);
            // The server never stops writing, but the stream ends.
            await process.ReadToEnd();
        }
        finally
        {
            // Both die of SIGPIPE: stderr is closed, and now stdout too.
            process.Dispose();
            await EndEscaped(server);
        }
    }

    [Fact]
    public async Task After_the_end_nothing_is_signalled_even_where_the_pid_has_been_recycled()
    {
        var process = Start(Servers.Shell("exit 0"));
        await process.End();
        using var bystander = RecycledPid.Take(process.Identity.Pid);
        process.Terminate();
        process.Kill();
        process.Stop();
        process.Dispose();
        process.Kill();
        Assert.True(bystander.IsAlive);
    }

    private static async Task EndEscaped(int pid)
    {
        _ = Libc.kill(pid, SIGKILL);
        await Conversation.Until(() => !Vitals.IsAlive(pid), "the end of what escaped");
    }
}
