using McpActors.Host.Output;

namespace McpActors.EndToEnd.Tests;

public sealed class CommandLineTests : EndToEndTest
{
    [LinuxFact]
    public async Task Help_shows_every_command_and_fits_on_a_terminal()
    {
        var ended = await RunningProgram.RunAsync("--help");

        Assert.Equal(0, ended.ExitCode);
        foreach (var command in (string[])["run", "call", "pins", "ps", "sweep", "demo-server", "--version", "--config", "--log-file"]) Assert.Contains(command, ended.Stdout);
        Assert.Contains("mcpactors [command]", ended.Stdout);
        Assert.All(ended.Stdout.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [LinuxTheory]
    [InlineData("ps")]
    [InlineData("sweep")]
    public async Task Help_of_a_command_fits_on_a_terminal(string command)
    {
        var ended = await RunningProgram.RunAsync(command, "--help");

        Assert.Equal(0, ended.ExitCode);
        Assert.Contains("--json", ended.Stdout);
        Assert.All(ended.Stdout.Split('\n'), line => Assert.InRange(line.Length, 0, 80));
    }

    [LinuxFact]
    public async Task Version_names_the_program_the_Akka_that_runs_and_the_keeper()
    {
        var ended = await RunningProgram.RunAsync("--version");

        Assert.Equal(0, ended.ExitCode);
        var lines = ended.Stdout.Split('\n');
        Assert.Matches(@"^mcpactors \d+\.\d+\.\d+", lines[0]);
        Assert.Equal($"Akka.NET  {typeof(Akka.Actor.ActorSystem).Assembly.GetName().Version!.ToString(3)}", lines[1]);
        Assert.Matches(@"^keeper +(native, net10\.0, \d+\.\d MiB|framework-dependent, net10\.0) \(.*mcp-keeper\)$", lines[2]);
    }

    [LinuxFact]
    public void Version_says_which_keeper_is_framework_dependent()
    {
        // The project's own output, which a program contains if no native keeper could be built.
        var bin = Directory.GetParent(Path.GetDirectoryName(Paths.Program)!)!.Parent!.FullName;
        var keeper = Directory.GetFiles(Path.Combine(bin, "McpActors.Keeper"), "mcp-keeper.dll", SearchOption.AllDirectories)[0];

        Assert.Equal($"framework-dependent, net10.0 ({keeper})", KeeperText.Describe(keeper));
    }

    [LinuxTheory]
    [InlineData("'SERVER' missing", "call")]
    [InlineData("'TOOL' missing", "call", "demo")]
    [InlineData("'walk'", "walk")]
    [InlineData("'--confg'", "run", "--confg", "x")]
    [InlineData("--config", "run", "--config")]
    [InlineData("line 1, column 8", "call", "demo", "add", """{"a": 1""")]
    [InlineData("line 2, column 7", "call", "demo", "add", "{\"a\": 1,\n \"b\": x}")]
    [InlineData("not an object", "call", "demo", "add", "[1, 2]")]
    [InlineData("'--dry-run'", "ps", "--dry-run")]
    [InlineData("does not exist", "sweep", "--config", "/nowhere/servers.conf")]
    [InlineData("No server 'dmeo'", "call", "dmeo", "add", "{}")]
    public async Task Bad_usage_is_explained_and_ends_with_2(string expected, params string[] args)
    {
        var ended = await RunningProgram.RunAsync(args);

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains(expected, ended.Stderr);
        Assert.StartsWith("mcpactors: ", ended.Stderr);
        Assert.Empty(ended.Stdout);
        Assert.DoesNotMatch(new Regex("^ *at ", RegexOptions.Multiline), ended.Stderr);
    }

    [LinuxFact]
    public async Task A_log_file_that_cannot_be_written_is_bad_usage()
    {
        var ended = await RunningProgram.RunAsync("run", "--log-file", Path.Combine(Folder, "missing", "log.json"));

        Assert.Equal(2, ended.ExitCode);
        Assert.Contains("cannot be written", ended.Stderr);
    }
}
