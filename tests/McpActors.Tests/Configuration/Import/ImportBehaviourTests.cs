namespace McpActors.Tests.Configuration.Import;

/// <summary>Servers in other programs' files are run as defined.</summary>
public sealed class ImportBehaviourTests : ImportFolder
{
    [Fact]
    public void A_project_file_of_Claude_Code_is_read()
    {
        Set("DATA", "/srv/data");
        var settings = ReadJson("""
            {
              "mcpServers": {
                "files": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "${DATA}"], "env": { "LOG": "debug", "PORT": 8080 } },
                "memory": { "type": "stdio", "command": "uvx", "cwd": "work" }
              }
            }
            """);
        var files = settings.Servers["files"];
        Assert.Equal(("npx", ""), (files.Command, files.WorkingDirectory));
        Assert.Equal(["-y", "@modelcontextprotocol/server-filesystem", "/srv/data"], files.Arguments);
        Assert.Equal(new Dictionary<string, string> { ["LOG"] = "debug", ["PORT"] = "8080" }, files.Environment);
        Assert.Equal("files", files.Name);
        var memory = settings.Servers["memory"];
        Assert.Equal(("uvx", "work"), (memory.Command, memory.WorkingDirectory));
        Assert.Empty(memory.Arguments);
        Assert.Empty(settings.Skipped);
        Assert.Equal([Path.Combine(Folder, ".mcp.json")], settings.ImportedFiles);
    }

    [Fact]
    public void A_file_of_VS_Code_is_read_with_its_comments_and_trailing_commas()
    {
        Set("HOME", "/home/me");
        var settings = ReadJson("""
            // MCP servers of this workspace
            {
              "inputs": [{ "type": "promptString", "id": "token", }],
              "servers": {
                /* files */ "files": { "type": "stdio", "command": "${env:HOME}/bin/files", "args": ["-v",], "dev": { "watch": "src/**" } }, // mine
              },
            }
            """);
        Assert.Equal("/home/me/bin/files", settings.Servers["files"].Command);
        Assert.Equal(["-v"], settings.Servers["files"].Arguments);
    }

    [Fact]
    public void Keys_for_other_programs_are_theirs()
    {
        var server = ReadEntry("""{ "command": "x", "args": null, "env": null, "cwd": null, "url": null, "autoApprove": ["t"], "timeout": 5, "disabled": false }""");
        Assert.Equal(new ServerSettings { Name = "a", Command = "x", Arguments = server.Arguments, Environment = server.Environment }, server);
    }

    [Fact]
    public void Everything_else_comes_from_server_defaults_and_jobs_may_name_them()
    {
        Write("a.json", """{ "mcpServers": { "one": { "command": "x" } } }""");
        Write("b.json", """{ "servers": { "two": { "command": "y" } } }""");
        var settings = Read("""
            mcp-actors {
              import = [a.json, b.json]
              server-defaults { call-timeout = 7s, restart.max-restarts = 3, inherit-env = none }
              servers { three { command = z } }
              scheduler.schedules.s { cron = "0 3 * * *", jobs = [ { server = one, tool = t }, { server = two, tool = t }, { server = three, tool = t } ] }
            }
            """);
        Assert.Equal(["one", "three", "two"], settings.Servers.Keys.Order());
        Assert.All(settings.Servers.Values, s =>
        {
            Assert.Equal(TimeSpan.FromSeconds(7), s.CallTimeout);
            Assert.Equal(3, s.Restart.MaxRestarts);
            Assert.Equal(InheritEnvironment.None, s.InheritEnvironment);
        });
    }

    [Theory]
    [InlineData("""{ "url": "https://x/mcp" }""", "has a url: an HTTP server")]
    [InlineData("""{ "serverUrl": "https://x/mcp" }""", "has a serverUrl: an HTTP server")]
    [InlineData("""{ "type": "http", "url": "${UNSET}", "headers": { "Authorization": "Bearer ${UNSET}" } }""", "is of type http: an HTTP server")]
    [InlineData("""{ "type": "sse", "url": "https://x/sse" }""", "is of type sse: an HTTP server")]
    [InlineData("""{ "type": "streamable-http", "url": "https://x" }""", "is of type streamable-http: an HTTP server")]
    [InlineData("""{ "type": "streamableHttp", "command": "x" }""", "is of type streamableHttp: an HTTP server")]
    [InlineData("""{ "type": "HTTP" }""", "is of type http: an HTTP server")]
    [InlineData("""{ "disabled": true, "command": "${UNSET}", "args": 5 }""", "is disabled there")]
    [InlineData("""{ "disabled": true, "type": "http" }""", "is disabled there")]
    [InlineData("""{ "type": "local", "enabled": false, "command": "x" }""", "is disabled there")]
    [InlineData("""{ "isActive": false, "command": "x" }""", "is disabled there")]
    [InlineData("""{ "type": "remote", "url": "https://x" }""", "is of type remote: an HTTP server")]
    [InlineData("""{ "type": "carrier-pigeon" }""", "is of a type that is not known, and has no command")]
    [InlineData("""{ "source": "extension", "enabled": true, "settings": {} }""", "is started by an extension of that program")]
    public void What_is_not_to_be_run_is_passed_over_and_named(string entry, string reason)
    {
        var settings = ReadJson($$"""
            { "mcpServers": {
              "not a legal name": {{entry}},
              "a": { "command": "x" } } }
            """);
        Assert.Equal(["a"], settings.Servers.Keys);
        var passed = Assert.Single(settings.Skipped);
        Assert.Equal("not a legal name", passed.Name);
        Assert.Equal(Path.Combine(Folder, ".mcp.json") + ":2:23", passed.Where);
        Assert.StartsWith(reason, passed.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{ "type": "stdio", "command": "x", "url": "https://x" }""")]
    [InlineData("""{ "command": "x", "url": "https://x" }""")]
    [InlineData("""{ "type": "stido", "command": "x" }""")]
    [InlineData("""{ "type": 5, "command": "x" }""")]
    public void A_command_without_the_type_of_an_HTTP_server_is_run(string entry) => Assert.Equal("x", ReadEntry(entry).Command);

    // The names are those of public README files.
    [Theory]
    [InlineData("Azure MCP Server", "Azure-MCP-Server")]
    [InlineData("Framelink MCP for Figma", "Framelink-MCP-for-Figma")]
    [InlineData("@21st-dev/magic", "21st-dev-magic")]
    [InlineData("github.com/modelcontextprotocol/servers/tree/main/src/filesystem", "github.com-modelcontextprotocol-servers-tree-main-src-filesystem")]
    [InlineData("_Notion (prod)", "Notion-prod")]
    public void A_name_that_is_not_legal_becomes_the_nearest_legal_one(string original, string name)
    {
        var settings = ReadJson($$"""{ "mcpServers": { "{{original}}": { "command": "x" } } }""");

        Assert.Equal(name, Assert.Single(settings.Servers).Value.Name);
        var renamed = Assert.Single(settings.Renamed);
        Assert.Equal((name, original), (renamed.Name, renamed.Original));
        Assert.StartsWith(Path.Combine(Folder, ".mcp.json") + ":1:", renamed.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void An_overlong_name_is_cut()
    {
        var settings = ReadJson($$"""{ "mcpServers": { "{{new string('a', 63)}} b": { "command": "x" } } }""");

        Assert.Equal(new string('a', 63), Assert.Single(settings.Servers).Key);
    }

    [Fact]
    public void Jobs_use_the_legal_name()
    {
        Write("a.json", """{ "mcpServers": { "Azure MCP Server": { "command": "x" } } }""");
        var settings = Read("""
            mcp-actors { import = [a.json], scheduler.schedules.s { cron = "0 3 * * *", jobs = [ { server = Azure-MCP-Server, tool = t } ] } }
            """);
        Assert.Equal("Azure-MCP-Server", Assert.Single(settings.Renamed).Name);
    }

    [Theory]
    [InlineData("""{ "type": "local", "tools": ["*"], "command": "x" }""")]
    [InlineData("""{ "type": "stdio", "enabled": true, "command": "x" }""")]
    [InlineData("""{ "isActive": true, "command": "x" }""")]
    public void A_process_by_any_programs_words_is_run(string entry)
    {
        Assert.Equal("x", ReadEntry(entry).Command);
    }

    [Fact]
    public void A_name_that_is_passed_over_is_free()
    {
        Write("a.json", """{ "mcpServers": { "one": { "command": "x", "disabled": true } } }""");
        Write("b.json", """{ "mcpServers": { "one": { "url": "https://x" } } }""");
        var settings = Read("mcp-actors { import = [a.json, b.json], servers { one { command = z } } }");
        Assert.Equal("z", settings.Servers["one"].Command);
        Assert.Equal(2, settings.Skipped.Count);
    }

    [Fact]
    public void No_servers_are_none()
    {
        Assert.Empty(ReadJson("{ \"mcpServers\": {} }").Servers);
    }

    [Fact]
    public void A_file_with_a_byte_order_mark_is_read()
    {
        Assert.Equal(["a"], ReadJson("\ufeff{ \"mcpServers\": { \"a\": { \"command\": \"x\" } } }").Servers.Keys);
    }

    [Fact]
    public void Paths_start_at_the_folder_of_the_file_that_names_them()
    {
        Write("above/.mcp.json", """{ "mcpServers": { "above": { "command": "x" } } }""");
        var absolute = Write("elsewhere/b.json", """{ "mcpServers": { "b": { "command": "x" } } }""");
        Write("above/deep/c.conf", "mcp-actors.import = [\"../.mcp.json\", ${HOME}\"/elsewhere/b.json\"]");
        Func<string, string?> lookup = name => name == "HOME" ? Folder : null;
        var config = ConfigurationFile.Load(Path.Combine(Folder, "above/deep/c.conf"), lookup).WithFallback(ConfigurationFactory.Default());
        var settings = SettingsReader.Read(config, environment: lookup);
        Assert.Equal(["above", "b"], settings.Servers.Keys.Order());
        Assert.Equal([Path.Combine(Folder, "above", ".mcp.json"), absolute], settings.ImportedFiles);
    }

    [Theory]
    [InlineData("the built-in host.conf")]
    [InlineData("https://example.org/main.conf")]
    public void They_start_at_the_working_directory_where_there_is_no_such_file(string source)
    {
        var config = ConfigurationFile.Parse("mcp-actors.import = [\"no/such/file.json\"]", source);
        var mistake = Assert.Single(Refusal(() => SettingsReader.Read(config, environment: _ => null)).Mistakes);
        Assert.Contains($"(looked for {Path.GetFullPath("no/such/file.json")})", mistake.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_actor_system_reads_them_beside_its_file_too()
    {
        Write(".mcp.json", """{ "mcpServers": { "a": { "command": "x" } } }""");
        var system = ActorSystem.Create("imports", ConfigurationFile.Load(Write("main.conf", "mcp-actors.import = [.mcp.json]\nakka.loglevel = OFF")));
        try
        {
            Assert.Equal(["a"], SettingsReader.Read(system.Settings.Config, environment: _ => null).Servers.Keys);
        }
        finally
        {
            await system.Terminate();
        }
    }

    [Fact]
    public void Each_reading_reads_the_files_again()
    {
        Assert.Equal("x", ReadEntry("""{ "command": "x" }""").Command);
        Assert.Equal("y", ReadEntry("""{ "command": "y" }""").Command);
    }
}
