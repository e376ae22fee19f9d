namespace McpActors.Tests.Configuration.Import;

/// <summary>All mistakes in imported files are reported together, with file and position.</summary>
public sealed class BadImportTests : ImportFolder
{
    [Theory]
    [InlineData("import = .mcp.json", "main.conf:1:23: mcp-actors.import: is not a list; allowed: a list of paths")]
    [InlineData("import = [[a]]", "main.conf:1:24: mcp-actors.import[0]: is not a path")]
    [InlineData("import = [\" \"]", "main.conf:1:24: mcp-actors.import[0]: is empty or contains")]
    [InlineData("import = [\"a\\u0000b\"]", "main.conf:1:24: mcp-actors.import[0]: is empty or contains")]
    [InlineData("import = [none.json]", "main.conf:1:24: mcp-actors.import[0] = none.json: does not exist (looked for none.json)")]
    [InlineData("import = [\".\"]", "main.conf:1:24: mcp-actors.import[0] = \".\": is a directory")]
    [InlineData("import = [good.json, \"./good.json\"]", "main.conf:1:35: mcp-actors.import[1] = \"./good.json\": is listed twice")]
    public void A_file_that_cannot_be_read_is_named_where_it_is_imported(string import, string mistake)
    {
        Write("good.json", """{ "mcpServers": { } }""");
        Assert.StartsWith(mistake, Assert.Single(Mistakes($"mcp-actors {{ {import} }}")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "1:1: is empty; allowed: { \"mcpServers\"")]
    [InlineData(" \r\n\t", "1:1: is empty")]
    [InlineData("// nothing", "1:11: is not JSON: The input does not contain any JSON tokens")]
    [InlineData("[]", "1:1: is not an object")]
    [InlineData("null", "1:1: is not an object")]
    [InlineData("{}", "1:1: has neither mcpServers nor servers; allowed: { \"mcpServers\"")]
    [InlineData("{ \"mcpServer\": { } }", "1:16: mcpServer: unknown key, did you mean 'mcpServers'?")]
    [InlineData("{ \"mcpServers\": [] }", "1:17: mcpServers: is not an object; allowed: { \"NAME\"")]
    [InlineData("{ \"mcpServers\": null }", "1:17: mcpServers: is not an object")]
    [InlineData("{ \"mcpServers\": { }, \"mcpServers\": { } }", "1:36: mcpServers: is already defined at .mcp.json:1:17")]
    [InlineData("{ \"mcpServers\": {\n  \"ü\": { ] }", "2:10: is not JSON: ']' is an invalid start of a property name")]
    [InlineData("{ \"mcpServers\": {\n", "2:1: is not JSON: Expected depth to be zero")]
    [InlineData("{ \"mcpServers\": { } } x", "1:23: is not JSON: 'x' is invalid after a single JSON value")]
    [InlineData("{ \"mcpServers\": { \"a\": tru } }", "1:27: is not JSON: a word without quotes")]
    [InlineData("{ \"mcpServers\": {\n \"a\": { \"command\": \"\\ud800\" } } }", "2:20: is not JSON: half a surrogate pair")]
    public void A_file_that_is_not_of_that_kind_is_told_with_its_place(string json, string mistake)
    {
        Assert.StartsWith($".mcp.json:{mistake}", Assert.Single(MistakesOfJson(json)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5", "24: mcpServers.a: is not an object; allowed: { \"command\"")]
    [InlineData("{ }", "24: mcpServers.a.command: is missing; allowed: a program")]
    [InlineData("""{ "command": null }""", "24: mcpServers.a.command: is missing")]
    [InlineData("""{ "command": 5 }""", "37: mcpServers.a.command: is not a text; allowed: a text in quotes")]
    [InlineData("""{ "command": [] }""", "37: mcpServers.a.command: is not a text; allowed: a text in quotes")]
    [InlineData("""{ "command": [5] }""", "38: mcpServers.a.command: is not a text; allowed: a text in quotes")]
    [InlineData("""{ "command": "" }""", "37: mcpServers.a.command: is empty")]
    [InlineData("""{ "command": "${UNSET:-}" }""", "37: mcpServers.a.command: is empty")]
    [InlineData("""{ "command": "a\u0000b" }""", "37: mcpServers.a.command = \"a\\u0000b\": contains a NUL")]
    [InlineData("""{ "command": "x", "args": "-y" }""", "50: mcpServers.a.args: is not a list")]
    [InlineData("""{ "command": "x", "args": ["-y", null] }""", "57: mcpServers.a.args[1]: is not a text")]
    [InlineData("""{ "command": "x", "env": ["A=B"] }""", "49: mcpServers.a.env: is not an object")]
    [InlineData("""{ "command": "x", "env": { "A": null } }""", "56: mcpServers.a.env.A: is not a text")]
    [InlineData("""{ "command": "x", "env": { "A=B": "" } }""", "58: mcpServers.a.env.\"A=B\": has '='")]
    [InlineData("""{ "command": "x", "cwd": 5 }""", "49: mcpServers.a.cwd: is not a text")]
    [InlineData("""{ "command": "x", "disabled": "true" }""", "54: mcpServers.a.disabled = \"true\": is not true or false")]
    [InlineData("""{ "command": "x", "envFile": "none" }""", "53: mcpServers.a.envFile: is not an existing file")]
    [InlineData("""{ "command": "x", "envFile": "" }""", "53: mcpServers.a.envFile: is not the path of a file")]
    [InlineData("""{ "command": "x", "envFile": 5 }""", "53: mcpServers.a.envFile: is not the path of a file")]
    [InlineData("""{ "command": "x", "envFile": "a\u0000b" }""", "53: mcpServers.a.envFile: is not an existing file")]
    [InlineData("""{ "command": "x", "command": "y" }""", "53: mcpServers.a.command: is already defined at .mcp.json:1:37")]
    [InlineData("""{ "command": "x" }, "a": { "command": "y" }""", "49: mcpServers.a: is already defined at .mcp.json:1:24; allowed: each name once")]
    [InlineData("""{ "command": "x" }, "ü": { "command": "y" }""", "49: mcpServers.\"ü\": is not a legal name of a server; allowed: letters, digits")]
    [InlineData("""{ "command": "x" }, "@a": { "command": "y" }""", "50: mcpServers.\"@a\": is defined at .mcp.json:1:24 as well")]
    [InlineData("""{ "command": "x", "enabled": "no" }""", "53: mcpServers.a.enabled = \"no\": is not true or false")]
    [InlineData("""{ "command": "x" }, "A": { "command": "y" }""", "49: mcpServers.A: differs only in case from 'a', which is defined at .mcp.json:1:24")]
    public void An_entry_that_cannot_be_run_is_skipped_with_its_mistake(string entry, string mistake)
    {
        Assert.StartsWith($".mcp.json:1:{mistake}", Assert.Single(MistakesOfEntry(entry)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_in_two_files_names_both_places()
    {
        Write("a.json", """{ "mcpServers": { "one": { "command": "x" }, "two": { "command": "x" } } }""");
        Write("b.json", """{ "servers": { "two": { "command": "y" }, "Three": { "command": "y" } } }""");
        Assert.Equal(
            [
                "a.json:1:26: mcpServers.one: is defined at main.conf:1:55 as well",
                "b.json:1:23: servers.two: is defined at a.json:1:53 as well",
                "b.json:1:52: servers.Three: differs only in case from 'three', which is defined at main.conf:1:78",
            ],
            SkippedFor("mcp-actors { import = [a.json, b.json], servers { one { command = z }, three { command = z } } }").Select(m => m.Split(';')[0]));
    }

    [Fact]
    public void A_name_that_akka_parsed_is_named_by_its_key()
    {
        var json = Write("a.json", """{ "mcpServers": { "one": { "command": "x" } } }""");
        var config = Akka.Configuration.ConfigurationFactory.ParseString($"mcp-actors {{ import = [\"{json}\"], servers {{ one {{ command = z }} }} }}");
        var mistake = Assert.Single(Assert.Single(SettingsReader.Read(config, environment: _ => null).Skipped).Mistakes);
        Assert.Equal($"{json}:1:26", mistake.Where);
        Assert.Equal("is defined at mcp-actors.servers.one as well", mistake.Problem);
    }

    [Fact]
    public void The_mistakes_of_all_files_are_told_at_once()
    {
        Write("c.json", "{");
        Write("e.json", "[]");
        Assert.Equal(
            [
                "c.json:1:2: is not JSON: Expected depth to be zero at the end of the JSON payload. There is an open JSON object or array that should be closed",
                "e.json:1:1: is not an object",
                "main.conf:1:32: mcp-actors.import[1] = d.json: does not exist (looked for d.json)",
                "main.conf:1:94: mcp-actors.reaper.sweep-interval = 5: has no unit",
            ],
            Mistakes("mcp-actors { import = [c.json, d.json, e.json], servers { },         reaper.sweep-interval = 5 }")
                .Select(m => m.Split(';')[0]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Entries_that_cannot_be_run_stop_no_other()
    {
        Write("a.json", """{ "mcpServers": { "x": { }, "y": { "command": "${UNSET}" }, "good": { "command": "x" }, "z": { "command": "", "args": 5 } } }""");
        Write("b.json", """{ "mcpServers": { "x": { "command": "y" }, "w": 5 } }""");

        var settings = Read("mcp-actors { import = [a.json, b.json] }");

        Assert.Equal([("good", "x"), ("x", "y")], settings.Servers.Values.Select(server => (server.Name, server.Command)).Order());
        Assert.Equal(
            [
                "w b.json:1:49 cannot be run: mcpServers.w: is not an object",
                "x a.json:1:24 cannot be run: mcpServers.x.command: is missing",
                "y a.json:1:47 cannot be run: mcpServers.y.command: the variable UNSET is not set",
                "z a.json:1:107 cannot be run: mcpServers.z.command: is empty",
            ],
            settings.Skipped.Select(s => $"{s.Name} {Path.GetFileName(s.Where)} {s.Reason.Split(';')[0]}").Order(StringComparer.Ordinal));
        Assert.EndsWith("(and 1 more)", settings.Skipped.Single(s => s.Name == "z").Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_job_for_a_server_that_is_passed_over_is_told_why_it_cannot_run()
    {
        Write(".mcp.json", """{ "mcpServers": { "remote": { "url": "https://x" } } }""");
        const string Jobs = "scheduler.schedules.s { cron = \"0 3 * * *\", jobs = [ { server = remote, tool = t } ] }";
        Assert.Contains("is skipped: at .mcp.json:1:29 it has a url: an HTTP server",
            Assert.Single(Mistakes($"mcp-actors {{ import = [\".mcp.json\"], {Jobs} }}")), StringComparison.Ordinal);
        // It is unknown whether an unreadable file has the server.
        Assert.Single(Mistakes($"mcp-actors {{ import = [nowhere], {Jobs} }}"));
        Assert.Contains("unknown server", Assert.Single(Mistakes($"mcp-actors {{ {Jobs} }}")), StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_file_that_may_not_be_read_is_told_with_the_reason()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        Skip.If(Environment.IsPrivilegedProcess, "root reads everything.");
        var file = Write(".mcp.json", "{}");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.None);
        Assert.Contains("may not be read", Assert.Single(Mistakes()), StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_UTF_8_is_told()
    {
        File.WriteAllBytes(Path.Combine(Folder, ".mcp.json"), [(byte)'{', 0xC3, 0x28, (byte)'}']);
        Assert.Contains("is not UTF-8 text", Assert.Single(Mistakes()), StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_broken_in_a_file_is_a_mistake_and_no_crash()
    {
        const string Text = """
            // c
            { "mcpServers": { "a": { "command": "x", "args": ["${A:-b}", 5], "env": { "T": "\u00fc" }, "disabled": false, "type": "stdio" } } }
            """;
        for (var i = 0; i < Text.Length; i++)
        {
            foreach (var broken in (string[])[Text[..i], Text.Remove(i, 1), Text.Insert(i, "\""), Text.Insert(i, "}"), Text.Insert(i, "${")])
            {
                Write(".mcp.json", broken);
                var e = Record.Exception(() => Read());
                Assert.True(e is null or McpConfigurationException, $"{broken}\n{e}");
            }
        }
    }
}
