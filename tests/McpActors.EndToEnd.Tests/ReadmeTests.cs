using McpActors.EndToEnd.Tests.Support;
using McpActors.Testing;

namespace McpActors.EndToEnd.Tests;

/// <summary>What a reader can paste runs as it is shown.</summary>
public sealed class ReadmeTests : EndToEndTest
{
    private const string Call = """./build.sh run call demo add '{"a": 40, "b": 2}'""";

    private const string Keeper = "mcp-keeper -- npx -y @modelcontextprotocol/server-everything@2026.8.31";

    [LinuxFact]
    public async Task The_servers_of_How_servers_live_live_so()
    {
        using var program = RunningProgram.Start("run", "--config", Config(ReadmeText.FirstBlock("How servers live")));
        foreach (var server in (string[])["notes", "workers", "mail"]) await program.SeeAsync($@"{server} +waiting +for its first use$");
        await program.SeeAsync(@"browser +waiting +for sessions: each gets its own process$");
        await program.SeeAsync(@"workers +ready", times: 2);
        await program.SeeAsync(@"browser +ended +pid \d+: exit code 0 \(rung eof\), after \S+ m?s: its request was answered$");
        await program.SeeAsync(@"mail +exited +pid \d+: exit code 3", times: 2);
        await program.SeeAsync(@"mail +error +it is parked after 1 restart\. ");
        await program.SeeAsync(@"errands +batch +4 of 5 jobs succeeded");
        foreach (var server in (string[])["notes", "workers", "workers"])
            await program.SeeAsync($@"{server} +ended +pid \d+: exit code 0 \(rung eof\), after \S+ m?s: nobody has used it for 2s, its idle-timeout$");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"all \d+ processes are extinct$", ended.Stdout);
    }

    /// <summary>By one of these, or by a test of the cluster; and <c>./build.sh test</c> is what runs them.</summary>
    [Fact]
    public void Each_command_is_run() => Assert.Equal(
        ["./build.sh run", "./build.sh test", Call, "mcpactors ps", "mcpactors sweep --dry-run", Keeper],
        ReadmeText.Commands.Where(command => !command.Contains("hocon/cluster.conf", StringComparison.Ordinal)));

    [LinuxFact]
    public async Task Run_shows_what_the_README_shows()
    {
        using var program = RunAsShown("./build.sh run");
        foreach (var line in (string[])[@"mcpactors +running +1 server, 1 schedule from ", "demo +started +pid ", "demo +ready +mcpactors-demo ", " job +demo/slow succeeded ", " batch +3 of 3 jobs succeeded "])
            await program.SeeAsync(line);
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.EndsWith("the one process is extinct", ended.Stdout);
    }

    [LinuxFact]
    public async Task Call_answers()
    {
        using var program = RunAsShown(Call);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal((0, "42", ""), (ended.ExitCode, ended.Stdout, ended.Stderr));
    }

    [LinuxTheory]
    [InlineData("mcpactors ps")]
    [InlineData("mcpactors sweep --dry-run")]
    public async Task What_looks_at_the_machine_ends_well(string command)
    {
        using var program = RunAsShown(command);
        var ended = await program.EndAsync();
        Assert.True(ended is { ExitCode: 0, Stdout.Length: > 0 }, ended.ToString());
    }

    [NpxFact]
    public async Task The_keeper_serves_any_client()
    {
        using var keeper = StartedProcess.Start(["/bin/sh", "-c", ReadmeText.InPath(Keeper)]);
        keeper.Write("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"any","version":"1"}}}""" + "\n");
        await keeper.Stdout.Next(line => line.Contains("mcp-servers/everything", StringComparison.Ordinal), "answer");
        keeper.CloseStdin();
        await keeper.Exit();
        Assert.Contains(keeper.Stderr.Seen(), line => line.StartsWith("mcp-keeper: {", StringComparison.Ordinal));
    }

    private static RunningProgram RunAsShown(string command) => RunningProgram.StartShell(ReadmeText.InPath(command));
}
