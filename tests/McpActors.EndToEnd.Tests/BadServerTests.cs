namespace McpActors.EndToEnd.Tests;

/// <summary>The program's output for a broken server. A healthy server runs next to it and is not disturbed.</summary>
public sealed class BadServerTests : EndToEndTest
{
    public static TheoryData<string, string, string[]> CannotStart => new()
    {
        { "not-found", "command = no-such-command-here", ["no-such-command-here", "PATH"] },
        { "not-executable", "command = /etc/hostname", ["/etc/hostname"] },
        { "directory", "command = /tmp", ["/tmp", "directory"] },
        { "no-cwd", $"command = \"{Artifacts.Adversary}\", args = [mcp-well], cwd = /no/such/folder", ["/no/such/folder"] },
        { "exits", $"command = \"{Artifacts.Adversary}\", args = [mcp-exits, 3, \"the licence has expired\"]", ["exit code 3", "the licence has expired"] },
        { "silent", $"command = \"{Artifacts.Adversary}\", args = [mcp-silent], startup-timeout = 2s", ["2 s", "I have heard you"] },
    };

    [LinuxTheory]
    [MemberData(nameof(CannotStart))]
    public async Task Call_says_why_a_server_cannot_be_started(string name, string server, string[] expected)
    {
        var ended = await RunningProgram.RunAsync("call", name, "echo", "--config", Config([$"{name} {{ {server} }}"]));
        Household.AssertEmpty();

        Assert.Equal((1, ""), (ended.ExitCode, ended.Stdout));
        Assert.All(expected, text => Assert.Contains(text, ended.Stderr));
        Assert.DoesNotContain("   at ", ended.Stderr);
    }

    [LinuxFact]
    public async Task An_error_above_a_page_of_usage_is_shown()
    {
        const string Usage = "Error: No access token was provided.\\nUsage: server [options]";
        var options = string.Concat(Enumerable.Range(1, 30).Select(n => $"\\n  --option-{n}"));
        var config = Config([Adversary("wordy", $"mcp-exits, 1, \"{Usage}{options}\"", "restart.max-restarts = 0")]);
        var called = await RunningProgram.RunAsync("call", "wordy", "echo", "--config", config);
        using var program = RunningProgram.Start("run", "--config", config);
        await program.SeeAsync(@"^ +Error: No access token was provided\.$");
        await program.SeeAsync(@"^ +--option-30$");
        program.Signal(Posix.SIGTERM);
        await program.EndAsync();
        Household.AssertEmpty();

        Assert.Contains("Error: No access token was provided.", called.Stderr);
        Assert.Contains("--option-30", called.Stderr);
        Assert.DoesNotContain("--option-5" + Environment.NewLine, called.Stderr);
    }

    [LinuxFact]
    public async Task Run_says_it_too_and_goes_on_with_the_others()
    {
        using var program = RunningProgram.Start("run", "--config", Config(
        [
            Demo(), "nowhere { command = no-such-command-here }",
            Adversary("expired", "mcp-exits, 3, \"the licence has expired\"", "restart { min-backoff = 100ms, max-restarts = 1 }"),
        ]));
        await program.SeeAsync(@"demo +ready");
        await program.SeeAsync(@"nowhere +exited .*no-such-command-here");
        await program.SeeAsync(@"expired +exited +pid \d+: exit code 3", times: 2);
        await program.SeeAsync(@"^ +the licence has expired", times: 2);
        await program.SeeAsync(@"expired +error +it is parked after 1 restart\. ");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"demo +ended +pid \d+: exit code 0 \(rung eof\)", ended.Stdout);
    }

    [LinuxFact]
    public async Task Text_that_is_not_JSON_RPC_is_passed_over()
    {
        var ended = await RunningProgram.RunAsync(
            "call", "babbles", "echo", """{"text": "to the point"}""", "--config", Config([Adversary("babbles", "mcp-babbles")]));
        Household.AssertEmpty();

        Assert.Equal((0, "to the point"), (ended.ExitCode, ended.Stdout));
    }

    [LinuxFact]
    public async Task A_line_of_100_MB_ends_the_process_for_that_reason()
    {
        var ended = await RunningProgram.RunAsync(
            "call", "long", "echo", "--config", Config([Adversary("long", "mcp-long-line")]));
        Household.AssertEmpty();

        Assert.Equal((1, ""), (ended.ExitCode, ended.Stdout));
        Assert.Contains("16,777,216 bytes", ended.Stderr);
        Assert.Contains("max-message", ended.Stderr);
    }

    [LinuxFact]
    public async Task A_flood_on_stderr_disturbs_nothing()
    {
        var ended = await RunningProgram.RunAsync(
            "call", "floods", "echo", """{"text": "dry land"}""", "--config", Config([Adversary("floods", "mcp-floods-stderr")]));
        Household.AssertEmpty();

        Assert.Equal((0, "dry land", ""), (ended.ExitCode, ended.Stdout, ended.Stderr));
    }

    [LinuxFact]
    public async Task A_server_that_dies_in_a_call_fails_it_with_its_last_words()
    {
        var ended = await RunningProgram.RunAsync("call", "mortal", "echo", "--config", Config([Adversary("mortal", "mcp-dies-in-call")]));
        Household.AssertEmpty();

        Assert.Equal((1, ""), (ended.ExitCode, ended.Stdout));
        Assert.All((string[])["mortal", "exit code 7", "the database is on fire"], text => Assert.Contains(text, ended.Stderr));
    }

    [LinuxTheory]
    [InlineData("mcp-hangs-in-call")]
    [InlineData("mcp-closes-stdout")]
    public async Task A_call_that_is_never_answered_times_out(string habit)
    {
        var ended = await RunningProgram.RunAsync(
            "call", "mute", "echo", "--config", Config([Adversary("mute", habit, "call-timeout = 2s, shutdown { eof-grace = 300ms, term-grace = 300ms }")]));
        Household.AssertEmpty();

        Assert.Equal((1, ""), (ended.ExitCode, ended.Stdout));
        Assert.Contains("mute", ended.Stderr);
    }

    [LinuxFact]
    public async Task Secrets_are_in_no_output()
    {
        const string Secret = "s3cr3t-value-of-the-token";
        var log = Path.Combine(Folder, "log.json");
        var config = Config(
        [
            Adversary("leaky", "mcp-tells-secrets", $"env {{ ADVERSARY_TOKEN = \"{Secret}\" }}, restart.max-restarts = 0"),
            Adversary("argued", $"mcp-exits, 3, bye, \"--api-key={Secret}\"", "restart.max-restarts = 0"),
        ]);
        using var program = RunningProgram.Start("run", "--config", config, "--log-file", log);
        await program.SeeAsync(@"leaky +exited");
        await program.SeeAsync(@"argued +exited");
        await program.SeeAsync(@"cannot log in with \*\*\*");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();

        Assert.DoesNotContain(Secret, ended.ToString());
        Assert.DoesNotContain(Secret, await File.ReadAllTextAsync(log));
    }
}
