using McpActors.Processes.Tests.Sweeping;

namespace McpActors.Processes.Tests.Hostile;

/// <summary>A mark is a resource limit that any user can set. A process is never ended for a mark alone.</summary>
[SupportedOSPlatform("linux")]
public sealed class ForgedMarkTests : SweepTest
{
    private const string Unprovable = "its owner cannot be proven";

    [Fact]
    public async Task A_lease_that_was_never_given_out_is_nobodys()
    {
        var forged = await Marked(LineageMark.Of(Host.Tag, Ledger.LastId + 1));

        var finding = Assert.Single(Of(await Sweep(), Host.Tag));

        Assert.Equal(
            (forged.Pid, Standing.Unprovable, LineageOutcome.LeftAlone, Unprovable), (finding.Process.Pid, finding.Standing, finding.Outcome, finding.Why));
        Assert.False(forged.Exited.IsCompleted);
    }

    [SkippableFact]
    public async Task A_stray_of_another_user_is_reported_and_not_even_ended_by_root()
    {
        OtherUser.SkipIfImpossible();
        var forger = await Forge(3, ClosedMark(), OtherUser.Id);

        for (var sweeps = 0; sweeps < 2; sweeps++)
        {
            var findings = Of(await Sweep(), Host.Tag);
            Assert.Equal(3, findings.Count);
            Assert.All(findings, finding => Assert.Equal((Standing.Unprovable, LineageOutcome.LeftAlone), (finding.Standing, finding.Outcome)));
        }

        Assert.Equal(3, await EndOf(forger));
    }

    [SkippableFact]
    public async Task A_set_user_id_program_has_the_real_user_who_started_it()
    {
        OtherUser.SkipIfImpossible();
        using var user = new OtherUser();
        var mark = ClosedMark().Limit.ToString(CultureInfo.InvariantCulture);
        var sleep = user.SetUserIdCopyOf("/bin/sleep");
        Skip.IfNot(File.Exists("/usr/bin/prlimit"), "needs prlimit(1)");
        using var process = EndAfterwards(StartedProcess.Start(OtherUser.Run("/usr/bin/prlimit", $"--rss={mark}:", sleep, "30")));
        await Patience.Until(() => ProcView.CommandLine(process.Pid).StartsWith(sleep, StringComparison.Ordinal), "the set-user-ID program");
        Skip.IfNot(File.ReadLines($"/proc/{process.Pid}/status").Contains($"Uid:\t{OtherUser.Id}\t0\t0\t0"), "this file system ignores set-user-ID");

        var finding = Assert.Single(Of(await Sweep(), Host.Tag));

        Assert.Equal(Standing.Unprovable, finding.Standing);
        Assert.False(process.Exited.IsCompleted);
    }

    /// <summary>
    /// A server that root has started as another user: it was seen below its keeper, so its mark is genuine.
    /// </summary>
    [SkippableFact]
    public async Task A_stray_of_another_user_that_was_seen_below_a_keeper_is_ended()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root can become another user");
        var server = Lease(Ledger, "other-user");
        await server.Ready();
        var child = await server.Child("nobody");
        await Sweep();

        await server.KillKeeper();
        // As if a sweep had missed it.
        server.Lease.Settle();

        await Sweep();
        Assert.Empty(Subreaper.EndSurvivors());
        Assert.False(ProcView.IsAlive(child));
    }

    /// <summary>
    /// A server that takes a mark which its host never gave out is still identified by its environment after its keeper
    /// is killed.
    /// </summary>
    [Fact]
    public async Task A_server_does_not_escape_by_a_mark_that_was_never_given_out()
    {
        var server = Lease(Ledger, $"remarked {LineageMark.Of(Host.Tag, 1_000_000).Limit}");
        var pid = await server.Ready();
        await server.KillKeeper();

        var finding = Of(await SweepUntilComplete(), Host.Tag).Single(finding => finding.Process.Pid == pid);

        Assert.Equal((Standing.Orphan, LineageProof.Environment, LineageOutcome.Ended), (finding.Standing, finding.Proof, finding.Outcome));
        Assert.Empty(Subreaper.EndSurvivors());
    }

    /// <summary>
    /// For the user nobody, all of root's processes refuse every signal: a sweep names them and waits for none.
    /// </summary>
    [SkippableFact]
    public async Task What_refuses_every_signal_is_named_and_not_waited_for()
    {
        Elsewhere.SkipIfImpossible();
        const int Many = 20;
        var dead = EndAfterwards(Registry.Register("dead"));
        var marked = await Forge(Many, LineageMark.Of(dead.Tag, 1));
        dead.Dispose();

        var folder = Registry.Path + ".nobody";
        var said = await Elsewhere.Run(
            $"chmod 711 $(dirname {folder}) && mkdir -m 700 {folder} && cp {Registry.Path}/{dead.Tag}.host {folder} && chown -R 65534 {folder}",
            asNobody: true, "sweep", folder);

        Assert.Equal(Many, said.Split("Outcome = Survived").Length - 1);
        Assert.Equal(Many, said.Split("Why = it has another user's rights").Length - 1);
        var elapsed = double.Parse(said.Split("in ms ")[1].Split(';')[0], CultureInfo.InvariantCulture);
        // A sweep that waits would give SIGTERM half a second and SIGKILL a second.
        Assert.InRange(elapsed, 0, 1499);
        Assert.Equal(Many, await EndOf(marked));
    }

    /// <summary>If /proc hides non-dumpable processes, a keeper can exist without being in the table.</summary>
    [SkippableFact]
    public async Task A_keeper_that_proc_hides_is_not_given_up()
    {
        Elsewhere.SkipIfImpossible();
        var said = await Elsewhere.Run("mount -t proc -o hidepid=2 proc /proc", asNobody: true, "sweep-own");
        Assert.Equal("hidden True; running; alive", said);
    }

    /// <summary>A process with marked children; the marks are set once all of them exist.</summary>
    /// <param name="count">The number of children.</param>
    /// <param name="mark">The mark of the children.</param>
    /// <param name="user">The user of the children; null for ours.</param>
    private async Task<StartedProcess> Forge(int count, LineageMark mark, int? user = null)
    {
        var forger = EndAfterwards(StartedProcess.Start([Artifacts.Adversary, "forges-marks", $"{count}", .. user is { } id ? new[] { $"{id}" } : []]));
        await forger.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line");
        forger.Write($"{mark.Limit}\n");
        await forger.Stdout.Next(line => line.StartsWith("marked", StringComparison.Ordinal), "mark");
        return forger;
    }

    /// <returns>The number of children that were alive.</returns>
    private static async Task<int> EndOf(StartedProcess forger)
    {
        var alive = ProcView.Children(forger.Pid).Count(ProcView.IsAlive);
        forger.CloseStdin();
        await forger.Exit();
        return alive;
    }
}
