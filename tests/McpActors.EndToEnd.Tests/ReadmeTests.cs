using System.Text.RegularExpressions;
using McpActors.EndToEnd.Tests.Support;
using McpActors.Testing;

namespace McpActors.EndToEnd.Tests;

/// <summary>What a reader can paste runs as it is shown.</summary>
public sealed class ReadmeTests : EndToEndTest
{
    [LinuxFact]
    public async Task The_servers_of_How_servers_live_live_so()
    {
        using var program = RunningProgram.Start("run", "--config", Config(FirstBlock("How servers live")));
        foreach (var server in (string[])["notes", "workers", "mail"]) await program.SeeAsync($@"{server} +waiting +for the first who needs it$");
        await program.SeeAsync(@"browser +waiting +for a session: each gets a process of its own$");
        await program.SeeAsync(@"workers +ready", times: 2);
        await program.SeeAsync(@"browser +ended +pid \d+: exit code 0 \(rung eof\), after \S+ m?s: its session has ended$");
        await program.SeeAsync(@"mail +exited +pid \d+: exit code 3", times: 2);
        await program.SeeAsync(@"mail +error +it is parked, for it has been restarted often enough \(1\)");
        await program.SeeAsync(@"errands +batch +4 of 5 jobs succeeded");
        foreach (var server in (string[])["notes", "workers", "workers"])
            await program.SeeAsync($@"{server} +ended +pid \d+: exit code 0 \(rung eof\), after \S+ m?s: nobody has used it for 2s, its idle-timeout$");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"all \d+ processes are extinct$", ended.Stdout);
    }

    private static string FirstBlock(string heading)
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));
        var block = Regex.Match(readme, $@"^## {Regex.Escape(heading)}\n.*?^```\n(.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline);
        Assert.True(block.Success, $"README.md has no block under '{heading}'.");
        return block.Groups[1].Value;
    }
}
