namespace McpActors.EndToEnd.Tests;

/// <summary>reload-on-change: a change is applied, however the file is written.</summary>
public sealed class ReloadOnChangeTests : EndToEndTest
{
    private const string On = "reload-on-change = on";

    [LinuxFact]
    public async Task A_file_that_is_written_in_place_is_applied()
    {
        using var program = await RunAsync(Config([Demo("same")], On));
        Config([Demo("same"), Demo("added")], On);
        await program.SeeAsync(@"mcpactors +reloading +reading \S+/test\.conf again: \S+/test\.conf changed$");
        await program.SeeAsync(@"mcpactors +reloaded +1 added, 0 replaced, 0 removed, 1 unchanged, 0 failed$");
        await program.SeeAsync(@"added +ready");
        await EndAsync(program, 2);
    }

    [LinuxFact]
    public async Task So_is_one_that_replaces_it()
    {
        using var program = await RunAsync(Config([Demo("same")], On));
        for (var i = 1; i <= 2; i++)
        {
            var servers = Enumerable.Range(1, i).Select(n => Demo($"added{n}")).Prepend(Demo("same"));
            File.Move(Config($"new{i}.conf", servers, On), Path.Combine(Folder, "test.conf"), overwrite: true);
            await program.SeeAsync($@"added{i} +ready");
        }
        await EndAsync(program, 3);
    }

    [LinuxFact]
    public async Task A_mistake_changes_nothing_until_it_is_put_right()
    {
        using var program = await RunAsync(Config([Demo("same")], On));
        Config([Demo("other"), "  broken { comand = x }"], On);
        await program.SeeAsync(@"mcpactors +failed +nothing was changed: The configuration has 2 mistakes");
        Config("mcp-actors {");
        await program.SeeAsync(@"mcpactors +failed +nothing was changed: The configuration has a mistake");
        Config([Demo("same"), Demo("other")], On);
        await program.SeeAsync(@"mcpactors +reloaded +1 added, 0 replaced, 0 removed, 1 unchanged, 0 failed$");
        await program.SeeAsync(@"other +ready");
        var stdout = await EndAsync(program, 2);
        Assert.Contains("did you mean 'command'", stdout);
    }

    [LinuxFact]
    public async Task An_imported_file_counts_as_well_from_the_reload_on_that_names_it()
    {
        var config = Config([Demo("own")], On);
        using var program = await RunAsync(config, "own");
        Imported(".mcp.json", "first");
        Config([Demo("own")], $"{On}\n import = [\".mcp.json\"]");
        await program.SeeAsync(@"first +ready");
        Imported(".mcp.json", "first", "second");
        await program.SeeAsync(@"mcpactors +reloading +reading \S+/test\.conf again: \S+/\.mcp\.json changed$");
        await program.SeeAsync(@"second +ready");
        await EndAsync(program, 3);
    }

    [LinuxFact]
    public async Task So_does_one_with_a_mistake_that_was_never_imported_before()
    {
        using var program = await RunAsync(Config([Demo("same")], On));
        Config("{", "new.json");
        Config([Demo("same")], $"{On}\n import = [new.json]");
        await program.SeeAsync(@"mcpactors +failed +nothing was changed: ");
        Imported("new.json", "imported");
        await program.SeeAsync(@"imported +ready");
        await EndAsync(program, 2);
    }

    [LinuxFact]
    public async Task A_file_that_is_away_for_a_moment_is_no_mistake()
    {
        var config = Config([Demo("same")], On);
        using var program = await RunAsync(config);
        for (var i = 0; i < 20; i++)
        {
            File.Delete(config);
            Config([Demo("same"), Demo("added")], On);
        }
        await program.SeeAsync(@"added +ready");
        var stdout = await EndAsync(program, 2);
        Assert.DoesNotContain("failed +", stdout);
        Assert.Single(Regex.Matches(stdout, "reloading"));
    }

    [LinuxFact]
    public async Task One_that_stays_away_is_and_its_folder_may_go_and_come_back_with_it()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "sub")).FullName;
        var config = Config("sub/test.conf", [Demo("same")], On);
        using var program = await RunAsync(config);
        Directory.Delete(folder, recursive: true);
        await program.SeeAsync(@"mcpactors +failed +nothing was changed: .*does not exist");
        await program.SeeAsync($@"mcpactors +warning +changes in {Regex.Escape(folder)} are not noticed until it can be watched: ");
        Directory.CreateDirectory(folder);
        Config("sub/test.conf", [Demo("same"), Demo("added")], On);
        await program.SeeAsync(@"added +ready");
        await EndAsync(program, 2);
    }

    [LinuxFact]
    public async Task A_link_on_the_way_that_leads_elsewhere_counts_as_in_a_ConfigMap()
    {
        // As the kubelet does: test.conf -> ..data/test.conf, ..data -> ..1, and then a new ..data replaces the old
        // one.
        Mounted(1, Demo("same"));
        Link("..data", "..1");
        Link("test.conf", "..data/test.conf");
        using var program = await RunAsync(Path.Combine(Folder, "test.conf"));
        for (var i = 2; i <= 3; i++)
        {
            Mounted(i, [Demo("same"), .. Enumerable.Range(2, i - 1).Select(n => Demo($"added{n}"))]);
            Link("..data_tmp", $"..{i}");
            using var move = StartedProcess.Start(["mv", "-T", Path.Combine(Folder, "..data_tmp"), Path.Combine(Folder, "..data")]);
            Assert.Equal(0, (await move.Exit()).ExitCode);
            await program.SeeAsync($@"added{i} +ready");
        }
        await EndAsync(program, 3);

        void Link(string name, string target) => File.CreateSymbolicLink(Path.Combine(Folder, name), target);

        void Mounted(int generation, params IEnumerable<string> servers)
        {
            Directory.CreateDirectory(Path.Combine(Folder, $"..{generation}"));
            Config($"..{generation}/test.conf", servers, On);
        }
    }

    [LinuxFact]
    public async Task What_changes_during_a_reload_is_applied_after_it()
    {
        // The server becomes ready on command; until then the reload that added it is not complete.
        var gate = Path.Combine(Folder, "gate");
        var slow = "  slow { command = sh, args = [\"-c\", \"for i in $(seq 300); do [ -e \\\"$1\\\" ] && break; sleep 0.1; done; exec \\\"$0\\\" demo-server\", "
            + $"${{MCPACTORS_PROGRAM}}, \"{gate}\"] }}";
        var import = $"{On}\n import = [.mcp.json]";
        Imported(".mcp.json", "same");
        using var witness = await RunAsync(Config("witness.conf", [], import));
        using var program = await RunAsync(Config([], import));
        Config([slow], import);
        await program.SeeAsync(@"slow +started");
        Imported(".mcp.json", "same", "late");
        await witness.SeeAsync(@"late +ready");
        Assert.Equal(1, Regex.Count(program.Stdout, "reloading"));

        await File.WriteAllTextAsync(gate, "");
        await program.SeeAsync(@"slow +ready");
        await program.SeeAsync(@"mcpactors +reloading +reading \S+/test\.conf again: \S+/\.mcp\.json changed$");
        await program.SeeAsync(@"late +ready");
        await EndAsync(program, 3);
        await EndAsync(witness, 2);
    }

    [LinuxFact]
    public async Task It_is_off_unless_it_is_asked_for_and_can_be_turned_off()
    {
        Imported(".mcp.json", "same");
        using var off = await RunAsync(Config("mcp-actors.import = [.mcp.json]", "off.conf"));
        using var on = await RunAsync(Config($"mcp-actors {{ import = [.mcp.json], {On} }}", "on.conf"));
        Imported(".mcp.json", "same", "added");
        await on.SeeAsync(@"added +ready");

        Config("mcp-actors.import = [.mcp.json]", "on.conf");
        await on.SeeAsync(@"mcpactors +reloaded +0 added, 0 replaced, 0 removed, 2 unchanged, 0 failed$");
        Imported(".mcp.json", "same");
        // A third host with a later change shows when the second would have reacted.
        using var witness = await RunAsync(Config([Demo("same")], On));
        Config([Demo("same"), Demo("added")], On);
        await witness.SeeAsync(@"added +ready");

        Assert.DoesNotContain("reloading", await EndAsync(off, 1));
        Assert.Equal(2, Regex.Count(await EndAsync(on, 2), "reloading"));
        await EndAsync(witness, 2);
    }

    private string Imported(string name, params string[] servers) => Config(
        $$"""{ "mcpServers": { {{string.Join(", ", servers.Select(server => $$"""
          "{{server}}": { "command": "${MCPACTORS_PROGRAM}", "args": ["demo-server"] }
          """))}} } }""",
        name);

    private static async Task<RunningProgram> RunAsync(string config, string server = "same")
    {
        var program = RunningProgram.Start("run", "--config", config);
        await program.SeeAsync($@"\b{server} +ready");
        return program;
    }

    private static async Task<string> EndAsync(RunningProgram program, int processes)
    {
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Assert.Equal(0, ended.ExitCode);
        Assert.EndsWith(processes == 1 ? "the one process is extinct" : $"all {processes} processes are extinct", ended.Stdout);
        return ended.Stdout;
    }
}
