namespace McpActors.EndToEnd.Tests;

public sealed class CallTests : EndToEndTest
{
    [LinuxFact]
    public async Task The_result_and_nothing_else_is_on_stdout()
    {
        var ended = await RunningProgram.RunAsync("call", "demo", "add", """{"a": 40, "b": 2}""");
        Household.AssertEmpty();

        Assert.Equal((0, "42", ""), (ended.ExitCode, ended.Stdout, ended.Stderr));
    }

    [LinuxFact]
    public async Task Text_comes_as_the_tool_gave_it()
    {
        var ended = await RunningProgram.RunAsync("call", "demo", "echo", """{"text": "two\nlines, ünïcödé \u2713"}""");

        Assert.Equal("two\nlines, ünïcödé ✓", ended.Stdout);
    }

    [LinuxFact]
    public async Task Json_prints_the_whole_result()
    {
        var ended = await RunningProgram.RunAsync("call", "demo", "echo", """{"text": "hello"}""", "--json");

        using var result = JsonDocument.Parse(ended.Stdout);
        Assert.Equal("hello", result.RootElement.GetProperty("content")[0].GetProperty("text").GetString());
    }

    [LinuxFact]
    public async Task A_tools_own_error_is_printed_and_ends_with_1()
    {
        var ended = await RunningProgram.RunAsync("call", "demo", "fail", """{"message": "no such luck"}""");
        Household.AssertEmpty();

        Assert.Equal((1, "no such luck"), (ended.ExitCode, ended.Stdout));
        Assert.Contains("demo/fail", ended.Stderr);
    }

    [LinuxFact]
    public async Task An_unknown_tool_is_told_with_those_there_are()
    {
        var ended = await RunningProgram.RunAsync("call", "demo", "subtract", "{}");
        Household.AssertEmpty();

        Assert.Equal((1, ""), (ended.ExitCode, ended.Stdout));
        Assert.All((string[])["demo", "subtract", "echo", "add", "slow"], word => Assert.Contains(word, ended.Stderr));
    }

    [LinuxFact]
    public async Task Schedules_do_not_run_beside_a_call()
    {
        var config = Config([Demo()], """scheduler.schedules { s { cron = "* * * * * *", jobs = [ { server = demo, tool = echo, arguments { text = tick } } ] } }""");
        var log = Path.Combine(Folder, "log.json");
        var ended = await RunningProgram.RunAsync("call", "demo", "slow", """{"milliseconds": 2500}""", "--config", config, "--log-file", log);

        Assert.Equal(0, ended.ExitCode);
        Assert.DoesNotContain("\"batch\"", await File.ReadAllTextAsync(log));
    }

    [LinuxFact]
    public async Task Ctrl_C_ends_a_call_and_its_server()
    {
        var log = Path.Combine(Folder, "log.json");
        using var program = RunningProgram.Start("call", "demo", "slow", """{"milliseconds": 60000}""", "--log-file", log);
        await LogFile.WaitForAsync(log, "\"ready\"");
        program.Signal(Posix.SIGINT);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal((1, ""), (ended.ExitCode, ended.Stdout));
        Assert.Contains("demo/slow", ended.Stderr);
    }
}
