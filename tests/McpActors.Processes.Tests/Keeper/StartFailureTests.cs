namespace McpActors.Processes.Tests.Keeper;

[SupportedOSPlatform("linux")]
public sealed class StartFailureTests : KeeperTest
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keeper-");

    [Fact]
    public async Task A_command_that_is_nowhere_is_named_with_the_path_that_was_searched()
    {
        using var keeper = StartedProcess.Start(
            ["env", $"PATH=/nowhere:{_folder.FullName}", Artifacts.Keeper, "--", "no-such-server"]);

        var report = await Report(keeper, status: 127);

        Assert.Equal(("not-found", $"/nowhere:{_folder.FullName}"), (report.Error, report.Searched));
        Assert.Contains("'no-such-server'", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_path_that_is_not_there_is_not_found()
    {
        var report = await Failure(Path.Combine(_folder.FullName, "missing"), status: 127);
        Assert.Equal("not-found", report.Error);
    }

    [Fact]
    public async Task A_directory_is_not_executable()
    {
        var report = await Failure(_folder.FullName, status: 126);
        Assert.Contains("is a directory", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_permission_is_not_executable()
    {
        var report = await Failure(File("#!/bin/sh\n", executable: false), status: 126);
        Assert.Contains("chmod +x", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_without_interpreter_is_not_handed_to_a_shell()
    {
        var report = await Failure(File("echo surprise\n"), status: 126);
        Assert.Contains("#!/bin/sh", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_whose_interpreter_is_missing_says_which()
    {
        var report = await Failure(File("#!/usr/bin/no-such-node\n"), status: 126);
        Assert.Contains("'/usr/bin/no-such-node'", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_executed_in_PATH_is_passed_over_for_what_can()
    {
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "a", "server"));
        Directory.CreateDirectory(Path.Combine(_folder.FullName, "b"));
        System.IO.File.Move(File("#!/bin/sh\nexit 5\n"), Path.Combine(_folder.FullName, "b", "server"));
        using var keeper = StartedProcess.Start(
            ["env", $"PATH={_folder.FullName}/a:{_folder.FullName}/b", Artifacts.Keeper, "--", "server"]);

        Assert.Equal(5, (await keeper.Exit()).ExitCode);
    }

    protected override void Dispose(bool disposing)
    {
        _folder.Delete(recursive: true);
        base.Dispose(disposing);
    }

    private static async Task<KeeperLine> Failure(string command, int status)
    {
        using var keeper = StartedProcess.Start([Artifacts.Keeper, "--", command]);
        return await Report(keeper, status);
    }

    private static async Task<KeeperLine> Report(StartedProcess keeper, int status)
    {
        Assert.Equal(new WaitResult(status, null), await keeper.Exit());
        await keeper.Stderr.Ended;
        return KeeperLine.TryParse(Assert.Single(keeper.Stderr.Seen()))!;
    }

    private string File(string text, bool executable = true)
    {
        var path = Path.Combine(_folder.FullName, "server");
        System.IO.File.WriteAllText(path, text);
        if (executable)
            System.IO.File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }
}
