namespace McpActors.EndToEnd.Tests;

/// <summary>Sharing, lifetime and restarts of processes, as a user of <c>mcpactors run</c> sees them.</summary>
public sealed class PolicyTests : EndToEndTest
{
    private const string EverySecond = "* * * * * *";

    [LinuxFact]
    public async Task What_is_eager_starts_and_of_the_others_it_is_said_what_they_wait_for()
    {
        using var program = Run([Demo("now"), Demo("later", "start = on-demand"), Demo("alone", "isolation = session")]);
        await program.SeeAsync(@"later +waiting +for its first use$");
        await program.SeeAsync(@"alone +waiting +for sessions: each gets its own process$");
        await program.SeeAsync(@"now +ready");
        await EndAsync(program, 1);
    }

    [LinuxFact]
    public async Task What_waits_starts_with_the_first_job_and_stays()
    {
        using var program = Run([Demo("later", "start = on-demand")], Schedule(EverySecond, Echo("later")));
        await program.SeeAsync(@"jobs +job +later/echo succeeded", times: 3);
        await EndAsync(program, 1);
    }

    // The server answers after a second, one call at a time: three calls take three seconds, unless there are three
    // processes.
    [LinuxFact]
    public async Task The_jobs_of_a_batch_share_out_a_pool()
    {
        using var program = Run(
            [Adversary("crowd", "mcp-slow", "isolation = pool, pool-size = 3")],
            Schedule("*/4 * * * * *", [.. Enumerable.Repeat(Echo("crowd"), 3)]));
        await program.SeeAsync(@"crowd +ready", times: 3);
        await program.SeeAsync(@"jobs +batch +3 of 3 jobs succeeded in [12]\.\d s");
        await program.SeeAsync(@"jobs +batch +3 of 3 jobs succeeded in [12]\.\d s");
        await EndAsync(program, 3);
    }

    [LinuxFact]
    public async Task A_job_on_a_server_that_is_not_shared_has_a_process_of_its_own_that_ends_with_it()
    {
        using var program = Run([Demo("alone", "isolation = session")], Schedule("*/6 * * * * *", Echo("alone"), Echo("alone")));
        await program.SeeAsync(@"alone +ready", times: 2);
        await program.SeeAsync(@"jobs +batch +2 of 2 jobs succeeded");
        await program.SeeAsync(@"alone +ended +pid \d+: exit code 0 \(rung eof\)", times: 2);
        await Patience.Until(() => Household.Find(program.Pid, "demo-server").Count == 0, "nothing of the batch");
        await EndAsync(program);
    }

    [LinuxFact]
    public async Task A_process_that_nobody_uses_ends_with_the_reason_and_the_next_tick_has_another()
    {
        using var program = Run([Demo("rests", "start = on-demand, idle-timeout = 500ms")], Schedule("*/4 * * * * *", Echo("rests")));
        for (var i = 0; i < 2; i++)
        {
            await program.SeeAsync(@"rests +started");
            await program.SeeAsync(@"jobs +job +rests/echo succeeded");
            await program.SeeAsync(@"rests +ended +pid \d+: exit code 0 \(rung eof\), after \S+ \w+: it was idle for 500ms \(idle-timeout\)$");
        }
        var stdout = await EndAsync(program);
        Assert.Equal(Started(stdout, "rests").Count, Started(stdout, "rests").Distinct().Count());
    }

    [LinuxFact]
    public async Task A_process_that_has_served_its_time_is_replaced_with_the_reason_and_no_job_notices()
    {
        using var program = Run([Demo("old", "max-lifetime = 2s")], Schedule(EverySecond, Echo("old")));
        for (var i = 0; i < 2; i++)
        {
            await program.SeeAsync(@"old +ready");
            await program.SeeAsync(@"old +says +it gets a new process: it has run for 2s \(max-lifetime\)$");
        }
        await program.SeeAsync(@"old +ended +pid \d+: exit code 0 \(rung eof\)", times: 2);
        var stdout = await EndAsync(program);
        Assert.Matches(@"jobs +batch +1 of 1 job succeeded", stdout);
        Assert.DoesNotMatch(@"jobs +batch +0 of 1", stdout);
    }

    [LinuxFact]
    public async Task A_server_that_ends_too_often_is_parked_tried_now_and_then_and_serves_when_it_can()
    {
        var licence = Path.Combine(Folder, "licence");
        var script = "if [ -e \\\"$1\\\" ]; then exec \\\"$0\\\" demo-server; fi; echo no licence >&2; exit 3";
        using var program = Run(
            [
                $"  strict {{ command = sh, args = [\"-c\", \"{script}\", ${{MCPACTORS_PROGRAM}}, \"{licence}\"], "
                    + "restart { min-backoff = 100ms, max-restarts = 1, probe-interval = 2s } }",
            ],
            Schedule(EverySecond, Echo("strict")));
        await program.SeeAsync(@"strict +exited +pid \d+: exit code 3", times: 2);
        await program.SeeAsync(@"strict +error +it is parked after 1 restart\. .* every 2s\. .*exit code 3");
        await program.SeeAsync(@"jobs +job +strict/echo failed in .*: it is parked\. ");
        await program.SeeAsync(@"strict +exited +pid \d+: exit code 3");
        await program.SeeAsync(@"strict +says +it stays parked: ");
        await File.WriteAllTextAsync(licence, "");
        await program.SeeAsync(@"strict +ready");
        await program.SeeAsync(@"jobs +job +strict/echo succeeded");
        await EndAsync(program);
    }

    [LinuxFact]
    public async Task Above_its_processes_and_those_who_may_wait_for_one_the_next_is_refused()
    {
        using var program = Run(
            [Demo("tight", "isolation = session, max-processes = 1")],
            Schedule("*/5 * * * * *", [.. Enumerable.Repeat("{ server = tight, tool = slow, arguments { milliseconds = 800 } }", 3)]),
            "limits.max-queue = 1");
        await program.SeeAsync(@"tight +warning +it was not started: as many starts wait as limits\.max-queue allows \(1\)\. .* its max-processes allows \(1\)\.$");
        await program.SeeAsync(@"jobs +job +tight/slow failed in .*it was not started: as many starts wait as limits\.max-queue allows");
        await program.SeeAsync(@"jobs +batch +2 of 3 jobs succeeded");
        await EndAsync(program);
    }

    [LinuxFact]
    public async Task Where_the_host_is_full_of_what_serves_the_next_waits_for_its_time_and_is_refused()
    {
        using var program = Run(
            [
                Demo("first", "start = eager"),
                Demo("second", "start = on-demand, startup-timeout = 1s, drain-timeout = 0s, shutdown { eof-grace = 500ms, term-grace = 500ms }"),
            ],
            Schedule("*/2 * * * * *", Echo("first"), Echo("second")),
            "limits.max-processes = 1");
        await program.SeeAsync(@"jobs +job +second/echo failed in 2\.\d s: .*no room for its process within 2 s\. The host has as many processes as limits\.max-processes allows \(1\)\.$");
        await program.SeeAsync(@"jobs +batch +1 of 2 jobs succeeded");
        var stdout = await EndAsync(program);
        Assert.Empty(Started(stdout, "second"));
    }

    [LinuxFact]
    public async Task Limits_that_contradict_each_other_are_refused_all_at_once()
    {
        var config = Config(
            [
                Demo("pool", "isolation = pool, pool-size = 5, max-processes = 3"),
                Demo("eager", "isolation = pool, pool-size = 6"),
                Demo("backs-off", "restart { min-backoff = 2m, max-backoff = 1m }"),
                Demo("calls", "call-timeout = 2m, max-call-timeout = 1m"),
            ],
            "limits.max-processes = 4");
        var ended = await RunningProgram.RunAsync("run", "--config", config);
        Household.AssertEmpty();

        Assert.Equal((2, ""), (ended.ExitCode, ended.Stdout));
        string[] mistakes =
        [
            @"mcp-actors\.servers\.pool\.pool-size = 5: is more than max-processes, 3", @"mcp-actors\.limits\.max-processes = 4: is less than the \d+ processes",
            @"mcp-actors\.servers\.backs-off\.restart\.min-backoff = 2m: is longer than max-backoff, 1m",
            @"mcp-actors\.servers\.calls\.call-timeout = 2m: is longer than max-call-timeout, 1m",
        ];
        Assert.Contains("4 mistakes", ended.Stderr);
        Assert.All(mistakes, mistake => Assert.Matches(mistake, ended.Stderr));
    }

    private static string Demo(string name, string more) => $"  {name} {{ command = ${{MCPACTORS_PROGRAM}}, args = [demo-server], {more} }}";

    private static string Echo(string server) => $"{{ server = {server}, tool = echo, arguments {{ text = hello }} }}";

    private static string Schedule(string cron, params string[] jobs) =>
        $"scheduler.schedules {{ jobs {{ cron = \"{cron}\", max-parallel = 8, jobs = [ {string.Join(", ", jobs)} ] }} }}";

    private static IReadOnlyList<string> Started(string stdout, string server) =>
        [.. Regex.Matches(stdout, $@"{server} +started +pid (\d+)").Select(match => match.Groups[1].Value)];

    private RunningProgram Run(IEnumerable<string> servers, params string[] rest) =>
        RunningProgram.Start("run", "--config", Config(servers, $"{Here}\n{string.Join('\n', rest)}"));

    // All of them are reported extinct, and the process table has none of them.
    private static async Task<string> EndAsync(RunningProgram program, int? processes = null)
    {
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();
        Assert.Equal(0, ended.ExitCode);
        var count = processes ?? Regex.Count(ended.Stdout, @" +started +pid \d+");
        Assert.EndsWith(count == 1 ? "the one process is extinct" : $"all {count} processes are extinct", ended.Stdout);
        return ended.Stdout;
    }
}
