namespace McpActors.EndToEnd.Tests;

/// <summary>Configuration files that users of other programs already have.</summary>
public sealed class ImportTests : EndToEndTest
{
    [LinuxFact]
    public async Task A_project_file_runs_and_what_is_passed_over_is_said()
    {
        // The program itself sets MCPACTORS_PROGRAM.
        Config($$"""
            {
              // as an editor keeps it
              "mcpServers": {
                "demo": { "type": "stdio", "command": "${MCPACTORS_PROGRAM}", "args": ["demo-server"], "env": { "LOG": "${NO_SUCH_VARIABLE:-info}" } },
                "messy": { "command": "{{Artifacts.Adversary}}", "args": ["mcp-leaves-children"], },
                "remote": { "type": "http", "url": "https://example.org/mcp", "headers": { "Authorization": "Bearer ${NO_SUCH_VARIABLE}" } },
                "old": { "command": "old", "disabled": true },
              },
            }
            """, ".mcp.json");
        using var program = RunningProgram.Start("run", "--config", Config($"mcp-actors {{ import = [\".mcp.json\"], {Here} }}"));
        await program.SeeAsync(@"mcpactors +running +2 servers, 0 schedules");
        await program.SeeAsync(@"^\d\d:\d\d:\d\d +remote +skipped +\S+/\.mcp\.json:6:15: is of type http: an HTTP server, and only stdio servers are run$");
        await program.SeeAsync(@"old +skipped +\S+/\.mcp\.json:7:12: is disabled there$");
        // In any order.
        await program.SeeAsync(@"(demo|messy) +ready");
        await program.SeeAsync(@"(demo|messy) +ready");
        await Patience.Until(() => Household.Find(program.Pid, "mcp-sleeper").Count == 2, "two children of the server");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"messy +ended +pid \d+: exit code 0 \(rung \w+, 2 descendants ended\)", ended.Stdout);
        Assert.EndsWith("all 2 processes are extinct", ended.Stdout);
        Assert.Empty(ended.Stderr);
    }

    [LinuxFact]
    public async Task An_imported_server_can_be_called()
    {
        Config("""{ "servers": { "demo": { "command": "${env:MCPACTORS_PROGRAM}", "args": ["demo-server"] } } }""", "mcp.json");
        var config = Config($"mcp-actors {{ import = [mcp.json], {Here} }}");
        var ended = await RunningProgram.RunAsync("call", "demo", "add", """{"a": 40, "b": 2}""", "--config", config);
        Household.AssertEmpty();

        Assert.Equal((0, "42", ""), (ended.ExitCode, ended.Stdout.Trim(), ended.Stderr));
    }

    [LinuxFact]
    public async Task A_name_with_spaces_is_run_under_the_nearest_legal_one_and_called_by_either()
    {
        Config("""{ "mcpServers": { "Demo Server": { "type": "local", "tools": ["*"], "command": "${MCPACTORS_PROGRAM}", "args": ["demo-server"] } } }""", ".mcp.json");
        var config = Config($"mcp-actors {{ import = [.mcp.json], {Here} }}");
        using (var program = RunningProgram.Start("run", "--config", config))
        {
            await program.SeeAsync(@"Demo-Server +renamed +\S+/\.mcp\.json:1:34: is 'Demo Server' there$");
            await program.SeeAsync(@"Demo-Server +ready");
            program.Signal(Posix.SIGTERM);
            Assert.Equal(0, (await program.EndAsync()).ExitCode);
        }
        foreach (var name in (string[])["Demo Server", "Demo-Server"])
        {
            var ended = await RunningProgram.RunAsync("call", name, "add", """{"a": 40, "b": 2}""", "--config", config);
            Assert.Equal((0, "42", ""), (ended.ExitCode, ended.Stdout.Trim(), ended.Stderr));
        }
        Household.AssertEmpty();
    }

    [LinuxTheory]
    [InlineData("remote", @"^mcpactors: Server 'remote' at \S+/\.mcp\.json:3:13 is of type http: an HTTP server, and only stdio servers are run\.$")]
    [InlineData("old", @"^mcpactors: Server 'old' at \S+/\.mcp\.json:4:10 is disabled there\.$")]
    [InlineData("new", @"^mcpactors: No server 'new' is configured in \S+/test\.conf\.$")]
    public async Task A_call_to_one_that_is_passed_over_says_why(string server, string said)
    {
        Config("""
            { "mcpServers": {
              "demo": { "command": "demo" },
              "remote": { "type": "http", "url": "https://example.org/mcp" },
              "old": { "command": "old", "disabled": true }
            } }
            """, ".mcp.json");
        var ended = await RunningProgram.RunAsync("call", server, "add", "--config", Config($"mcp-actors {{ import = [.mcp.json], {Here} }}"));

        Assert.Equal((2, ""), (ended.ExitCode, ended.Stdout));
        var lines = ended.Stderr.Split('\n');
        Assert.Matches(said, lines[0]);
        Assert.Equal("Configured: demo", lines[1].Trim());
    }

    [LinuxFact]
    public async Task Where_all_is_passed_over_there_is_nothing_to_call()
    {
        Config("""{ "mcpServers": { "remote": { "url": "https://example.org/mcp" } } }""", ".mcp.json");
        var ended = await RunningProgram.RunAsync("call", "remote", "add", "--config", Config("mcp-actors.import = [.mcp.json]"));

        Assert.Equal(2, ended.ExitCode);
        Assert.Matches(@"Server 'remote' at \S+/\.mcp\.json:1:29 has a url: .*\n\s*No server can be called\.", ended.Stderr);
    }

    [LinuxFact]
    public async Task Mistakes_in_all_files_are_named_at_once()
    {
        Config("", "empty.json");
        Config("""{ "mcpServers": [] }""", ".mcp.json");
        var ended = await RunningProgram.RunAsync("run", "--config", Config([Demo()], "import = [.mcp.json, empty.json, nowhere.json]"));
        Household.AssertEmpty();

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("3 mistakes", ended.Stderr);
        Assert.Matches(@"/\.mcp\.json:1:17: mcpServers: is not an object", ended.Stderr);
        Assert.Matches(@"/empty\.json:1:1: is empty", ended.Stderr);
        Assert.Matches(@"mcp-actors\.import\[2\] = nowhere\.json: does not exist", ended.Stderr);
        Assert.DoesNotContain("started", ended.Stdout);
    }

    [LinuxFact]
    public async Task An_entry_that_cannot_be_run_is_skipped_with_a_line_and_the_others_run()
    {
        var file = Config("""
            { "mcpServers": {
              "no-token": { "command": "x", "env": { "API_TOKEN": "${NO_SUCH_VARIABLE}" } },
              "well": { "command": "ADVERSARY", "args": ["mcp-well"] } } }
            """.Replace("ADVERSARY", Artifacts.Adversary, StringComparison.Ordinal), "some.json");
        using var program = RunningProgram.Start("run", "--config", file);

        await program.SeeAsync(@"no-token +skipped .*some\.json:2:55: cannot be run: .*API_TOKEN: the variable NO_SUCH_VARIABLE is not set");
        await program.SeeAsync("well +ready");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();

        Assert.Equal(0, ended.ExitCode);
    }

    [LinuxFact]
    public async Task A_running_server_whose_entry_becomes_unusable_keeps_running_after_a_reload()
    {
        const string Entry = """{ "mcpServers": { "well": { "command": COMMAND, "args": ["mcp-well"] } } }""";
        var file = Config(Entry.Replace("COMMAND", $"\"{Artifacts.Adversary}\"", StringComparison.Ordinal), "some.json");
        using var program = RunningProgram.Start("run", "--config", file);
        await program.SeeAsync("well +ready");

        Config(Entry.Replace("COMMAND", "5", StringComparison.Ordinal), "some.json");
        program.Signal(Posix.SIGHUP);

        await program.SeeAsync(@"well +kept .*some\.json:1:40 cannot be run; the server goes on as it was");
        await program.SeeAsync("0 added, 0 replaced, 0 removed, 1 unchanged, 0 failed");
        program.Signal(Posix.SIGTERM);
        Assert.Equal(0, (await program.EndAsync()).ExitCode);
    }

    [LinuxFact]
    public async Task Where_all_is_passed_over_there_is_nothing_to_run()
    {
        Config("""{ "mcpServers": { "remote": { "url": "https://example.org/mcp" } } }""", ".mcp.json");
        var ended = await RunningProgram.RunAsync("run", "--config", Config("mcp-actors.import = [.mcp.json]"));

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("configures no server", ended.Stderr);
        Assert.Matches(@"remote at \S+/\.mcp\.json:1:29 has a url: an HTTP server, and only stdio servers are run\.", ended.Stderr);
    }
}
