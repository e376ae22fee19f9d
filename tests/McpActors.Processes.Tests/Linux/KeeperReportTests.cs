using McpActors.Processes.Linux;

namespace McpActors.Processes.Tests.Linux;

public sealed class KeeperReportTests
{
    private const string Real = "mcp-keeper: {\"pid\":9,\"exitCode\":3,\"signal\":null,\"rung\":\"eof\",\"descendants\":2,\"elapsedMs\":5}\n";

    private static readonly KeeperReport Taken = new(3, null, Rung.Eof, 2, null);

    [Theory]
    [InlineData("", "")]
    [InlineData("a line\n", "a line\n")]
    [InlineData("a line without an end", "a line without an end")]
    // The server says so too.
    [InlineData("mcp-keeper: {\"exitCode\":3,\"rung\":\"self\"}\n", "mcp-keeper: {\"exitCode\":3,\"rung\":\"self\"}\n")]
    [InlineData("mcp-keeper: {\"exitCode\":3,\"rung\":\"self\"} ", "mcp-keeper: {\"exitCode\":3,\"rung\":\"self\"} ")]
    // Beginnings that the report might complete.
    [InlineData("mcp-keeper: {\"rung\":\"self\",\"x\":", "mcp-keeper: {\"rung\":\"self\",\"x\":")]
    [InlineData("mcp-keeper: {\"rung\":\"self\",\"x\":\"", "mcp-keeper: {\"rung\":\"self\",\"x\":\"")]
    [InlineData("mcp-keeper: {", "mcp-keeper: {")]
    [InlineData("mcp-keeper: {\"warning\":\"not-permitted\",\"pid\":1}\n", "mcp-keeper: {\"warning\":\"not-permitted\",\"pid\":1}\n")]
    public void The_last_line_is_the_report_and_what_stands_before_it_is_the_servers(string before, string server)
    {
        Assert.Equal(Taken, KeeperReport.TryTake(before + Real, new WaitStatus(false, 3), out var rest));
        Assert.Equal(server, rest);
    }

    [Fact]
    public void A_strangers_line_after_it_does_not_hide_it()
    {
        Assert.Equal(Taken, KeeperReport.TryTake($"a\n{Real}b\nc", new WaitStatus(false, 3), out var server));
        Assert.Equal("a\nb\nc", server);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("some text\n")]
    [InlineData("mcp-keeper: {\"pid\":9,\"exitCode\":3,\"signal\":null,\"ru")]
    [InlineData("mcp-keeper: {\"warning\":\"unexpected\",\"call\":\"poll\"}\n")]
    [InlineData("mcp-keeper: {\"exitCode\":3,\"rung\":\"5\"}\n")]
    [InlineData("mcp-keeper: {\"exitCode\":3,\"rung\":5}\n")]
    [InlineData("mcp-keeper: {}\n")]
    [InlineData("mcp-keeper: 'x' is no option; COMMAND stands after '--'\n")]
    public void Anything_else_is_no_report(string stderr)
    {
        Assert.Null(KeeperReport.TryTake(stderr, new WaitStatus(false, 3), out var server));
        Assert.Equal(stderr, server);
    }

    [Fact]
    public void Nothing_is_believed_of_a_keeper_that_was_killed() =>
        Assert.Null(KeeperReport.TryTake(Real, new WaitStatus(true, 9), out _));

    [Theory]
    [InlineData(0)]
    [InlineData(137)]
    public void Nothing_is_believed_that_does_not_fit_the_keepers_own_exit_status(int status) =>
        Assert.Null(KeeperReport.TryTake(Real, new WaitStatus(false, status), out _));

    [Fact]
    public void Where_nobody_could_tell_the_exit_status_the_report_alone_counts() =>
        Assert.Equal(Taken, KeeperReport.TryTake(Real, null, out _));

    [Fact]
    public void A_signal_is_taken_by_its_name()
    {
        const string Line = "mcp-keeper: {\"pid\":9,\"exitCode\":null,\"signal\":\"SIGKILL\",\"rung\":\"kill\",\"descendants\":0,\"elapsedMs\":5}\n";
        Assert.Equal(new KeeperReport(null, "SIGKILL", Rung.Kill, 0, null), KeeperReport.TryTake(Line, new WaitStatus(false, 137), out _));
        Assert.Null(KeeperReport.TryTake(Line, new WaitStatus(false, 0), out _));
    }

    [Fact]
    public void A_command_that_could_not_be_started_comes_with_the_remedy()
    {
        const string Line = "mcp-keeper: {\"error\":\"not-found\",\"message\":\"'x' is in no directory of PATH\",\"searched\":\"/bin\"}\n";
        var report = KeeperReport.TryTake(Line, new WaitStatus(false, 127), out var server);
        Assert.Equal("'x' is in no directory of PATH (/bin). Install it, or give command its full path", report?.Error);
        Assert.Equal("", server);
        Assert.Null(KeeperReport.TryTake(Line, new WaitStatus(false, 0), out _));
    }
}
