namespace McpActors.EndToEnd.Tests;

/// <summary>
/// A server that exits at any first message but <c>initialize</c>, as servers on the official Rust SDK before version 3
/// do, in the program.
/// </summary>
public sealed class HandshakeTests : EndToEndTest
{
    private const string Initialized = "initialize", Discover = "server/discover";

    private string Seen => Path.Combine(Folder, "seen");

    [LinuxTheory]
    [InlineData("auto", Discover, Initialized)]
    [InlineData("legacy", Initialized)]
    public async Task A_call_is_answered_and_the_next_one_begins_with_the_right_request(string protocol, params string[] first)
    {
        var config = Configured(protocol);
        var one = await RunningProgram.RunAsync("call", "rust", "echo", """{"text": "one"}""", "--config", config);
        var seen = FirstOfEachProcess();
        File.Delete(Seen);
        var two = await RunningProgram.RunAsync("call", "rust", "echo", """{"text": "two"}""", "--config", config);
        Household.AssertEmpty();

        Assert.Equal((0, "one", ""), (one.ExitCode, one.Stdout, one.Stderr));
        Assert.Equal((0, "two", ""), (two.ExitCode, two.Stdout, two.Stderr));
        Assert.Equal(first, seen);
        Assert.Equal([Initialized], FirstOfEachProcess());
    }

    [LinuxFact]
    public async Task With_modern_nothing_else_is_tried_and_the_server_says_why_it_exits()
    {
        var ended = await RunningProgram.RunAsync("call", "rust", "echo", "{}", "--config", Configured("modern", "restart.max-restarts = 0"));
        Household.AssertEmpty();

        Assert.Equal((1, ""), (ended.ExitCode, ended.Stdout));
        Assert.Contains("ExpectedInitializeRequest", ended.Stderr);
        Assert.Equal([Discover], FirstOfEachProcess());
    }

    [LinuxTheory]
    [InlineData("auto", 2)]
    [InlineData("legacy", 1)]
    public async Task A_run_is_ready_without_a_warning_or_a_restart_and_ends_it_by_its_stdin(string protocol, int processes)
    {
        using var program = RunningProgram.Start("run", "--config", Configured(protocol));
        await program.SeeAsync(@"rust +ready +adversary");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.DoesNotMatch("warning|error|restart", ended.Stdout);
        Assert.Matches(@"rust +ended +pid \d+: exit code 0 \(rung eof\)", ended.Stdout);
        Assert.Equal(processes, FirstOfEachProcess().Length);
    }

    private string Configured(string protocol, string more = "") =>
        ConfigHere(Adversary("rust", $"mcp-greets, exits, \"{Seen}\"", $"protocol = {protocol}, {more}"));

    // A line is a pid and a method.
    private string[] FirstOfEachProcess() => [.. File.ReadLines(Seen).Select(line => line.Split(' ')).DistinctBy(line => line[0]).Select(line => line[1])];
}
