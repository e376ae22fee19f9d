namespace McpActors.EndToEnd.Tests;

/// <summary>The commands of the documentation run as they are shown.</summary>
public sealed class DocumentationTests : EndToEndTest
{
    private const string OwnServers = "./build.sh run --config servers.conf";

    private const string Servers = "mcpactors run --config servers.conf";

    private const string Keeper = "mcp-keeper -- npx -y @modelcontextprotocol/server-everything@2026.8.31";

    private static readonly string[] StartTheDemo = ["./build.sh run", "mcpactors run"];

    private static readonly string[] CallOneTool = ["""./build.sh run call demo add '{"a": 40, "b": 2}'""", """mcpactors call demo add '{"a": 40, "b": 2}'"""];

    private static readonly string[] LookAtTheMachine = ["mcpactors ps", "mcpactors sweep --dry-run"];

    public static TheoryData<string> Runs => [.. StartTheDemo];

    public static TheoryData<string> Calls => [.. CallOneTool];

    public static TheoryData<string> Looks => [.. LookAtTheMachine];

    [Fact]
    public void Each_command_is_run_by_a_test()
    {
        string[] run = [.. StartTheDemo, .. CallOneTool, .. LookAtTheMachine, OwnServers, Servers, Keeper];

        Assert.Equal(run.Order(StringComparer.Ordinal), DocumentedCommands.All.Where(command => !DocumentedCommands.IsOfCluster(command)).Order(StringComparer.Ordinal));
    }

    [LinuxFact]
    public async Task The_servers_of_servers_md_live_as_it_shows()
    {
        Config(Page.Of("docs/servers.md").Fences.Last(fence => fence.Language == "hocon").Text, "servers.conf");
        using var program = RunAsShown(Servers, Folder);
        foreach (var server in (string[])["notes", "workers", "mail"]) await program.SeeAsync($@"{server} +waiting +for its first use$");
        await program.SeeAsync(@"browser +waiting +for sessions: each gets its own process$");
        await program.SeeAsync(@"workers +ready", times: 2);
        await program.SeeAsync(@"browser +ended +pid \d+: exit code 0 \(rung eof\), after \S+ m?s: its request was answered$");
        await program.SeeAsync(@"mail +exited +pid \d+: exit code 3", times: 2);
        await program.SeeAsync(@"mail +error +it is parked after 1 restart\. ");
        await program.SeeAsync(@"errands +batch +4 of 5 jobs succeeded");
        foreach (var server in (string[])["notes", "workers", "workers"])
            await program.SeeAsync($@"{server} +ended +pid \d+: exit code 0 \(rung eof\), after \S+ m?s: it was idle for 2s \(idle-timeout\)$");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"all \d+ processes are extinct$", ended.Stdout);
    }

    [LinuxTheory]
    [MemberData(nameof(Runs))]
    public async Task Run_prints_what_the_README_shows(string command)
    {
        using var program = RunAsShown(command);
        foreach (var line in (string[])[@"mcpactors +running +1 server, 1 schedule from ", "demo +started +pid ", "demo +ready +mcpactors-demo ", " job +demo/slow succeeded ", " batch +3 of 3 jobs succeeded "])
            await program.SeeAsync(line);
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.EndsWith("the one process is extinct", ended.Stdout);
    }

    [NpxFact]
    public async Task The_configuration_of_the_README_runs()
    {
        Config(Page.Readme.Fences.First(fence => fence.Language == "hocon").Text, "servers.conf");
        using var program = RunAsShown(OwnServers, Folder);
        foreach (var line in (string[])["files +ready +", " job +files/list_directory succeeded ", " batch +1 of 1 job succeeded "]) await program.SeeAsync(line);
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
    }

    [LinuxTheory]
    [MemberData(nameof(Calls))]
    public async Task Call_answers(string command)
    {
        using var program = RunAsShown(command);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal((0, "42", ""), (ended.ExitCode, ended.Stdout, ended.Stderr));
    }

    [LinuxTheory]
    [MemberData(nameof(Looks))]
    public async Task Commands_that_look_at_the_machine_succeed(string command)
    {
        using var program = RunAsShown(command);
        var ended = await program.EndAsync();
        Assert.True(ended is { ExitCode: 0, Stdout.Length: > 0 }, ended.ToString());
    }

    [NpxFact]
    public async Task The_keeper_serves_any_client()
    {
        using var keeper = StartedProcess.Start(["/bin/sh", "-c", DocumentedCommands.InPath(Keeper)]);
        keeper.Write("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"any","version":"1"}}}""" + "\n");
        await keeper.Stdout.Next(line => line.Contains("mcp-servers/everything", StringComparison.Ordinal), "answer");
        keeper.CloseStdin();
        await keeper.Exit();
        Assert.Contains(keeper.Stderr.Seen(), line => line.StartsWith("mcp-keeper: {", StringComparison.Ordinal));
    }

    private static RunningProgram RunAsShown(string command, string? folder = null) => RunningProgram.StartShell(DocumentedCommands.InPath(command, folder));
}
