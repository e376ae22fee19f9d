namespace McpActors.EndToEnd.Tests;

public sealed class ConfigurationTests : EndToEndTest
{
    [LinuxFact]
    public async Task A_missing_file_is_named()
    {
        await Refused("nowhere.conf", "nowhere.conf", "does not exist");
    }

    [LinuxFact]
    public async Task A_directory_is_no_file()
    {
        await Refused(Folder, "is a directory");
    }

    [LinuxFact]
    public async Task Malformed_HOCON_is_shown_with_its_place()
    {
        await Refused(Config("mcp-actors {\n  servers {\n    a { command = \"unclosed }\n  }\n}\n"), "test.conf:3:");
    }

    [LinuxFact]
    public async Task An_unknown_key_is_named_with_its_path()
    {
        await Refused(Config([Demo()], "scheduler { time-zoen = UTC }"), "mcp-actors.scheduler.time-zoen");
    }

    [LinuxFact]
    public async Task A_bad_cron_line_is_refused_with_the_schedule_it_belongs_to()
    {
        await Refused(
            Config([Demo()], """scheduler.schedules { nightly { cron = "61 * * * *", jobs = [ { server = demo, tool = echo } ] } }"""),
            "mcp-actors.scheduler.schedules.nightly.cron", "61 * * * *");
    }

    [LinuxFact]
    public async Task A_job_for_an_unknown_server_is_refused()
    {
        await Refused(
            Config([Demo()], """scheduler.schedules { nightly { cron = "0 3 * * *", jobs = [ { server = dmeo, tool = echo } ] } }"""), "dmeo");
    }

    [LinuxFact]
    public async Task All_mistakes_are_named_at_once()
    {
        await Refused(
            Config(["  a { command = x, call-timeout = soon }", "  b { args = [] }"]),
            "2 mistakes", "mcp-actors.servers.a.call-timeout", "soon", "mcp-actors.servers.b.command");
    }

    [LinuxFact]
    public async Task A_configuration_without_servers_is_nothing_to_run()
    {
        await Refused(Config("mcp-actors { }"), "configures no server");
    }

    [LinuxFact]
    public async Task A_keeper_that_is_required_and_not_there_starts_nothing()
    {
        var ended = await RunningProgram.RunAsync("run", "--config", Config([Demo()], "keeper { path = /nowhere/mcp-keeper, required = on }"));

        Assert.True(ended.ExitCode is 1 or 2, ended.ToString());
        Assert.Contains("/nowhere/mcp-keeper", ended.Stderr);
        Assert.DoesNotContain("   at ", ended.ToString());
    }

    private static async Task Refused(string config, params string[] expected)
    {
        var ended = await RunningProgram.RunAsync("run", "--config", config);

        Assert.Equal(2, ended.ExitCode);
        Assert.All(expected, text => Assert.Contains(text, ended.Stderr));
        Assert.DoesNotContain("   at ", ended.Stderr);
        Assert.DoesNotContain("started", ended.Stdout);
        Household.AssertEmpty();
    }
}
