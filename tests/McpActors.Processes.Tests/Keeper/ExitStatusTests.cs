namespace McpActors.Processes.Tests.Keeper;

public sealed class ExitStatusTests : KeeperTest
{
    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(255)]
    public async Task The_exit_status_is_the_servers(int code)
    {
        var (exit, report) = await Start(["sh", "-c", $"exit {code}"]).End();

        Assert.Equal(new WaitResult(code, null), exit);
        Assert.Equal((code, null, "self", 0), (report.ExitCode, report.Signal, report.Rung, report.Descendants));
    }

    [Theory]
    [InlineData(9, "SIGKILL")]
    [InlineData(11, "SIGSEGV")]
    [InlineData(15, "SIGTERM")]
    public async Task A_death_by_signal_is_128_and_the_signal(int signal, string name)
    {
        var (exit, report) = await Start(["sh", "-c", $"kill -{signal} $$"]).End();

        Assert.Equal(new WaitResult(128 + signal, null), exit);
        Assert.Equal((null, name, "self"), (report.ExitCode, report.Signal, report.Rung));
    }

    [Fact]
    public async Task What_the_server_says_before_it_crashes_comes_before_the_report()
    {
        var server = StartAdversary("crash no such database");

        var (exit, _) = await server.End();

        Assert.Equal(1, exit.ExitCode);
        Assert.Equal("no such database", server.Keeper.Stderr.Seen()[0]);
        Assert.Equal(2, server.Keeper.Stderr.Seen().Count);
    }

    [Fact]
    public async Task Arguments_pass_byte_for_byte()
    {
        // An argument with invalid UTF-8, an empty one and one with a newline; $0 is the keeper.
        const string Script = """exec "$0" -- sh -c 'printf "%s|" "$@" | od -An -tx1' x "$(printf '\351')" '' "$(printf 'a\nb')" """;
        using var keeper = StartedProcess.Start(["sh", "-c", Script, Artifacts.Keeper]);

        await keeper.Exit();
        await keeper.Stdout.Ended;

        Assert.Equal("e97c7c610a627c", string.Concat(keeper.Stdout.Seen()).Replace(" ", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_server_inherits_no_ignored_and_no_blocked_signal()
    {
        using var keeper = StartedProcess.Start(
            ["sh", "-c", "trap '' TERM HUP USR1 PIPE CHLD; exec $0 -- grep -E '^Sig(Ign|Blk)' /proc/self/status", Artifacts.Keeper]);

        Assert.Equal(0, (await keeper.Exit()).ExitCode);
        await keeper.Stdout.Ended;

        // Signals 32 and 33 belong to the C library: glibc's posix_spawn(3) ignores them in every child.
        const ulong StandardSignals = (1UL << 31) - 1;
        Assert.Equal(2, keeper.Stdout.Seen().Count);
        Assert.All(keeper.Stdout.Seen(), line =>
            Assert.Equal(0UL, ulong.Parse(line.AsSpan("SigIgn:\t".Length), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & StandardSignals));
    }

    [Theory]
    [InlineData("")]
    [InlineData("--")]
    [InlineData("sh -c true", "'sh' is not an option")]
    [InlineData("--eof-grace", "--eof-grace needs a value")]
    [InlineData("--eof-grace 2s -- true", "'2s' is not a number")]
    [InlineData("--term-grace -1 -- true", "'-1' is not a number")]
    [InlineData("--mark 4611686018427387903 -- true", "2^62")]
    [InlineData("--mark 0x8000000000000000 -- true", "2^62")]
    [InlineData("--frobnicate -- true", "'--frobnicate' is not an option")]
    public async Task Bad_usage_starts_nothing_and_says_why(string arguments, string reason = "COMMAND")
    {
        using var keeper = StartedProcess.Start([Artifacts.Keeper, .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal(new WaitResult(2, null), await keeper.Exit());
        await keeper.Stderr.Ended;

        Assert.Contains(reason, Assert.Single(keeper.Stderr.Seen()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "usage: mcp-keeper")]
    [InlineData("--version", "mcp-keeper ")]
    public async Task Questions_are_answered_on_stdout(string question, string answer)
    {
        using var keeper = StartedProcess.Start([Artifacts.Keeper, question]);

        Assert.Equal(0, (await keeper.Exit()).ExitCode);
        await keeper.Stdout.Ended;

        Assert.Contains(keeper.Stdout.Seen(), line => line.StartsWith(answer, StringComparison.Ordinal));
    }
}
