namespace McpActors.Processes.Tests.Linux;

/// <summary>Which lines of the report pipe count as a keeper's report.</summary>
public sealed class KeeperReportTests
{
    private const string Real = "{\"pid\":9,\"exitCode\":3,\"signal\":null,\"rung\":\"eof\",\"descendants\":2,\"elapsedMs\":5}";

    private static readonly KeeperReport Taken = new(3, null, Rung.Eof, 2, null);

    [Fact]
    public void A_line_of_the_keeper_is_a_report() => Assert.Equal(Taken, KeeperReport.TryParse(Real));

    [Theory]
    [InlineData("")]
    [InlineData("some text")]
    [InlineData("mcp-keeper: " + Real)]
    [InlineData("{\"pid\":9,\"exitCode\":3,\"signal\":null,\"ru")]
    [InlineData("{\"warning\":\"unexpected\",\"call\":\"poll\"}")]
    [InlineData("{\"exitCode\":3,\"rung\":\"5\"}")]
    [InlineData("{\"exitCode\":3,\"rung\":5}")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("3")]
    public void Anything_else_is_no_report(string line) => Assert.Null(KeeperReport.TryParse(line));

    [Fact]
    public void Nothing_is_believed_of_a_keeper_that_was_killed() => Assert.False(Taken.Agrees(new WaitStatus(true, 9)));

    [Theory]
    [InlineData(0)]
    [InlineData(137)]
    public void Nothing_is_believed_that_does_not_fit_the_keepers_own_exit_status(int status) => Assert.False(Taken.Agrees(new WaitStatus(false, status)));

    [Fact]
    public void Where_nobody_could_tell_the_exit_status_the_report_alone_counts() => Assert.True(Taken.Agrees(null));

    [Fact]
    public void A_signal_is_taken_by_its_name()
    {
        var report = KeeperReport.TryParse("{\"pid\":9,\"exitCode\":null,\"signal\":\"SIGKILL\",\"rung\":\"kill\",\"descendants\":0,\"elapsedMs\":5}");
        Assert.Equal(new KeeperReport(null, "SIGKILL", Rung.Kill, 0, null), report);
        Assert.True(report!.Agrees(new WaitStatus(false, 137)));
        Assert.False(report.Agrees(new WaitStatus(false, 0)));
    }

    [Fact]
    public void A_command_that_could_not_be_started_comes_with_the_remedy()
    {
        var report = KeeperReport.TryParse("{\"error\":\"not-found\",\"message\":\"'x' was not found in PATH\",\"searched\":\"/bin\"}");
        Assert.Equal("'x' was not found in PATH (/bin). Install it, or give command its full path", report?.Error);
        Assert.True(report!.Agrees(new WaitStatus(false, 127)));
        Assert.False(report.Agrees(new WaitStatus(false, 0)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public void Lines_are_found_however_the_pipe_cuts_them_and_warnings_are_passed_on(int chunk)
    {
        const string Warning = "{\"warning\":\"not-permitted\",\"pid\":1}";
        var tooLong = new string('x', 5000);
        var (reports, warnings) = Reading();
        foreach (var part in Encoding.UTF8.GetBytes($"{Warning}\n{tooLong}\n{Real}\n{Warning}\nhalf a li").Chunk(chunk)) reports.Take(part);
        Assert.Equal(Taken, reports.Last);
        Assert.Equal([Warning, Warning], warnings);
    }

    [Fact]
    public void The_last_of_several_reports_counts_and_one_without_an_end_does_not()
    {
        var (reports, _) = Reading();
        reports.Take(Encoding.UTF8.GetBytes($"{Real}\n{Real.Replace("eof", "kill", StringComparison.Ordinal)}\n{Real.Replace("eof", "self", StringComparison.Ordinal)}"));
        Assert.Equal(Taken with { Rung = Rung.Kill }, reports.Last);
    }

    private static (KeeperReports Reports, List<string> Warnings) Reading()
    {
        using var pipe = Pipe.Create();
        var warnings = new List<string>();
        using var end = new PipeReadStream(Pipe.Take(pipe.Reader));
        return (new KeeperReports(end, warnings.Add), warnings);
    }
}
