
namespace McpActors.Tests.Configuration.Import;

/// <summary>Files in the shape of each program, as its documentation shows them.</summary>
public sealed class ClientFileTests : ImportFolder
{
    public ClientFileTests() => Set("HOME", "/home/me");

    [Theory]
    [InlineData("Claude", """{ "mcpServers": { "fs": { "command": "npx", "args": ["-y", "server"], "env": { "K": "v" } } } }""")]
    [InlineData("Claude Code, own settings", """{ "numStartups": 3, "mcpServers": { "fs": { "type": "stdio", "command": "npx", "args": ["-y", "server"], "env": { "K": "v" } } }, "projects": {} }""")]
    [InlineData("Cursor", """{ "mcpServers": { "fs": { "type": "stdio", "command": "npx", "args": ["-y", "server"], "env": { "K": "v" } } } }""")]
    [InlineData("Windsurf", """{ "mcpServers": { "fs": { "command": "npx", "args": ["-y", "server"], "env": { "K": "v" }, "disabledTools": ["x"] } } }""")]
    [InlineData("Cline", """{ "mcpServers": { "fs": { "command": "npx", "args": ["-y", "server"], "env": { "K": "v" }, "alwaysAllow": ["t"], "disabled": false } } }""")]
    [InlineData("VS Code", """{ "inputs": [], "servers": { "fs": { "type": "stdio", "command": "npx", "args": ["-y", "server"], "env": { "K": "v" } } } }""")]
    [InlineData("VS Code, settings.json", """{ "editor.fontSize": 12, "mcp": { "inputs": [], "servers": { "fs": { "command": "npx", "args": ["-y", "server"], "env": { "K": "v" } } } } }""")]
    [InlineData("Zed", """{ "theme": "One Dark", "context_servers": { "fs": { "source": "custom", "command": "npx", "args": ["-y", "server"], "env": { "K": "v" } } } }""")]
    [InlineData("Zed until 2025", """{ "context_servers": { "fs": { "command": { "path": "npx", "args": ["-y", "server"], "env": { "K": "v" } }, "settings": {} } } }""")]
    [InlineData("opencode", """{ "$schema": "x", "mcp": { "fs": { "type": "local", "command": ["npx", "-y", "server"], "enabled": true, "environment": { "K": "v" } } } }""")]
    [InlineData("Amp", """{ "amp.mcpServers": { "fs": { "command": "npx", "args": ["-y", "server"], "env": { "K": "v" } } } }""")]
    [InlineData("Gemini CLI", """{ "mcpServers": { "fs": { "command": "npx", "args": ["-y", "server"], "env": { "K": "v" }, "trust": true, "timeout": 15000 } } }""")]
    public void The_file_of_a_program_is_read(string program, string json)
    {
        var server = Assert.Single(ReadJson(json).Servers.Values);

        Assert.True(server is { Name: "fs", Command: "npx" }, program);
        Assert.Equal(["-y", "server"], server.Arguments);
        Assert.Equal(new Dictionary<string, string> { ["K"] = "v" }, server.Environment);
    }

    [Theory]
    [InlineData(".vscode/mcp.json")]
    [InlineData(".cursor/mcp.json")]
    [InlineData(".mcp.json")]
    public void Variables_of_editors_are_replaced(string file)
    {
        Write(file, """
            { "mcpServers": { "a": {
              "command": "~/bin/x",
              "args": ["${workspaceFolder}/src", "${workspaceFolderBasename}", "${userHome}${/}y", "~/z", "~", "a~/b"],
              "env": { "HERE": "~/is kept" },
              "cwd": "${workspaceFolder}" } } }
            """);

        var server = Assert.Single(Read($"mcp-actors.import = [\"{file}\"]").Servers.Values);

        Assert.Equal("/home/me/bin/x", server.Command);
        Assert.Equal([$"{Folder}/src", Path.GetFileName(Folder), "/home/me/y", "/home/me/z", "~", "a~/b"], server.Arguments);
        Assert.Equal(Folder, server.WorkingDirectory);
        Assert.Equal("~/is kept", server.Environment["HERE"]);
    }

    [Fact]
    public void A_variable_in_the_form_of_opencode_is_replaced_and_empty_when_it_is_not_set()
    {
        Set("KEY", "secret");

        var server = Assert.Single(ReadJson("""{ "mcp": { "a": { "command": ["x", "{env:KEY}", "{env:UNSET}", "{other}"] } } }""").Servers.Values);

        Assert.Equal(["secret", "", "{other}"], server.Arguments);
    }

    [Fact]
    public void A_server_of_opencode_may_be_called_servers()
    {
        var server = Assert.Single(ReadJson("""{ "mcp": { "servers": { "type": "local", "command": ["x"] } } }""").Servers.Values);

        Assert.Equal(("servers", "x"), (server.Name, server.Command));
    }

    [Fact]
    public void An_envFile_is_read_below_the_variables_of_the_entry()
    {
        Write(".vscode/secrets.env", """
            # comment
            A=1
            export B = two words
            C="quoted # and kept"
              D='x'
            E=a=b

            F=
            A=2
            G=from the file
            """);
        Write(".vscode/mcp.json", """{ "servers": { "a": { "command": "x", "envFile": "${workspaceFolder}/.vscode/secrets.env", "env": { "G": "own" } } } }""");

        var server = Assert.Single(Read("mcp-actors.import = [\".vscode/mcp.json\"]").Servers.Values);

        Assert.Equal(
            new Dictionary<string, string> { ["A"] = "2", ["B"] = "two words", ["C"] = "quoted # and kept", ["D"] = "x", ["E"] = "a=b", ["F"] = "", ["G"] = "own" },
            server.Environment);
    }

    [Fact]
    public void A_line_of_an_envFile_that_is_no_assignment_is_named_and_not_shown()
    {
        Write(".env", "A=1\nsecret-without-name\n");
        Write(".mcp.json", """{ "mcpServers": { "a": { "command": "x", "envFile": ".env" } } }""");

        var skipped = Assert.Single(Read().Skipped);

        Assert.EndsWith(".env:2:1", skipped.Where, StringComparison.Ordinal);
        Assert.Equal("cannot be run: is not NAME=value; allowed: NAME=value, an empty line, or a line that begins with #", skipped.Reason);
    }

    [Theory]
    [InlineData("""{ "mcpServers": { "a": { "command": "x" } } }""")]
    [InlineData("""/* with a comment */ { "servers": { "a": { "command": "x", }, } }""")]
    [InlineData("""{ "mcp-actors": { "servers": { "a": { "command": "x" } } } }""")]
    public void A_JSON_file_in_place_of_a_configuration_is_imported_unless_it_is_one(string json)
    {
        var config = ConfigurationFile.Load(Write("some.json", json)).WithFallback(Akka.Configuration.ConfigurationFactory.Default());

        Assert.Equal("x", Assert.Single(SettingsReader.Read(config, environment: _ => null).Servers.Values).Command);
    }

    [Fact]
    public void A_broken_JSON_file_in_place_of_a_configuration_is_named_with_its_place()
    {
        var config = ConfigurationFile.Load(Write("some.json", """{ "mcpServers": { "a": { "command": x } } }"""));

        var mistake = Assert.Single(Refusal(() => SettingsReader.Read(config, environment: _ => null)).Mistakes);

        Assert.EndsWith("some.json:1:37", mistake.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void A_thousand_entries_of_which_a_hundred_are_bad_are_read()
    {
        var entries = Enumerable.Range(0, 1000).Select(n => $"\"s{n}\": {{ \"command\": {(n % 10 == 0 ? "5" : "\"x\"")} }}");

        var settings = ReadJson($"{{ \"mcpServers\": {{ {string.Join(", ", entries)} }} }}");

        Assert.Equal((900, 100), (settings.Servers.Count, settings.Skipped.Count));
    }
}
