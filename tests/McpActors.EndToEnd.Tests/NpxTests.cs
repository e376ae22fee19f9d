namespace McpActors.EndToEnd.Tests;

/// <summary>The public reference servers, started as their documentation says.</summary>
public sealed class NpxTests : EndToEndTest
{
    private const string ThreeJobs =
        """
        scheduler.schedules { rounds {
          cron = "*/3 * * * * *"
          jobs = [
            { server = everything, tool = echo, arguments { message = "hello" } }
            { server = filesystem, tool = list_allowed_directories }
            { server = memory, tool = read_graph }
          ]
        } }
        """;

    [NpxFact]
    public async Task Three_batches_and_SIGTERM_leave_nothing()
    {
        using var program = RunningProgram.Start("run", "--config", Config());
        await AllAreReadyAsync(program);
        await program.SeeAsync(@"rounds +batch +3 of 3 jobs succeeded", times: 3);
        await program.SeeAsync(@"reaper +sweep +orphans: nothing was left(, \d+ of unknown hosts left alone \(mcpactors ps\))?, 3 in use", times: 3);
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();
        Household.AssertEmpty();

        Assert.Equal(0, ended.ExitCode);
        Assert.EndsWith("all 3 processes are extinct", ended.Stdout);
    }

    [NpxFact]
    public async Task Three_batches_and_SIGKILL_leave_nothing_after_the_graces()
    {
        using var program = RunningProgram.Start("run", "--config", Config());
        await AllAreReadyAsync(program);
        await program.SeeAsync(@"rounds +batch +3 of 3 jobs succeeded", times: 3);
        program.Signal(Posix.SIGKILL);
        await program.EndAsync();

        // Two graces of two seconds, and the time that a loaded machine needs.
        await Household.AssertEmptyWithinAsync(TimeSpan.FromSeconds(4 + 3));
    }

    [NpxFact]
    public async Task Each_of_them_can_be_called()
    {
        await File.WriteAllTextAsync(Path.Combine(Folder, "hello.txt"), "hello from a file");
        var config = Config();

        await Gives("hello", config, "everything", "echo", """{"message": "hello"}""");
        await Gives("hello from a file", config, "filesystem", "read_text_file", $$"""{"path": "{{Folder}}/hello.txt"}""");
        await Gives("entities", config, "memory", "read_graph", "{}");
    }

    private static async Task Gives(string expected, string config, params string[] call)
    {
        var ended = await RunningProgram.RunAsync(["call", .. call, "--config", config]);
        Household.AssertEmpty();

        Assert.Equal((0, ""), (ended.ExitCode, ended.Stderr));
        Assert.Contains(expected, ended.Stdout);
    }

    // One by one: three node.js programs are slow on a busy machine.
    private static async Task AllAreReadyAsync(RunningProgram program)
    {
        foreach (var server in (string[])["everything", "filesystem", "memory"]) await program.SeeAsync($@"{server} +started");
        foreach (var server in (string[])["everything", "filesystem", "memory"]) await program.SeeAsync($@"{server} +ready");
    }

    private string Config() => Config(
    [
        Npx("everything", NpxServers.Everything), Npx("filesystem", NpxServers.Filesystem, $", \"{Folder}\""),
        Npx("memory", NpxServers.Memory, more: $"env {{ MEMORY_FILE_PATH = \"{Folder}/memory.jsonl\" }}"),
    ], ThreeJobs);

    private static string Npx(string name, string package, string args = "", string more = "") =>
        $"  {name} {{ command = npx, args = [\"-y\", \"{package}\"{args}], startup-timeout = 2m, {more} }}";
}
