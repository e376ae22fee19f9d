namespace McpActors.EndToEnd.Tests;

/// <summary>SIGHUP reloads, as in other daemons.</summary>
public sealed class ReloadTests : EndToEndTest
{
    [LinuxFact]
    public async Task SIGHUP_applies_what_has_changed_and_touches_nothing_else()
    {
        var config = Config([Demo("same"), Demo("removed"), Demo("changed")]);
        using var program = RunningProgram.Start("run", "--config", config);
        foreach (var server in (string[])["same", "removed", "changed"]) await program.SeeAsync($@"\b{server} +ready");

        Config([Demo("same"), Demo("added"), Demo("changed") + "\n  changed.env.A = b"]);
        program.Signal(Posix.SIGHUP);
        await program.SeeAsync(@"changed +replaced +env changed; the new process has taken over, and the old one is extinct$");
        await program.SeeAsync(@"removed +removed +");
        await program.SeeAsync(@"mcpactors +reloaded +1 added, 1 replaced, 1 removed, 1 unchanged, 0 failed$");
        await program.SeeAsync(@"added +ready");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(1, Count(ended.Stdout, "same +started"));
        Assert.EndsWith("all 5 processes are extinct", ended.Stdout);
    }

    [LinuxFact]
    public async Task A_configuration_with_a_mistake_changes_nothing()
    {
        var config = Config([Demo()]);
        using var program = RunningProgram.Start("run", "--config", config);
        await program.SeeAsync(@"\bdemo +ready");

        Config([Demo("other"), "  broken { comand = x }"]);
        program.Signal(Posix.SIGHUP);
        await program.SeeAsync(@"mcpactors +failed +nothing was changed: ");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("did you mean 'command'", ended.Stdout);
        Assert.EndsWith("the one process is extinct", ended.Stdout);
    }

    [LinuxFact]
    public async Task Of_what_has_no_process_no_end_is_told()
    {
        const string OnDemand = "server-defaults.start = on-demand";
        using var program = RunningProgram.Start("run", "--config", Config([Demo("kept"), Demo("gone")], OnDemand));
        await program.SeeAsync(@"gone +waiting");

        Config([Demo("kept") + "\n  kept.env.A = b"], OnDemand);
        program.Signal(Posix.SIGHUP);
        await program.SeeAsync(@"kept +replaced +env changed; takes effect with the next process$");
        await program.SeeAsync(@"gone +removed +no longer configured$");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        Assert.EndsWith("no process was started", ended.Stdout);
    }

    private static int Count(string text, string pattern) => System.Text.RegularExpressions.Regex.Count(text, pattern);
}
