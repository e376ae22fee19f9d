namespace McpActors.EndToEnd.Tests;

/// <summary>
/// Special files in place of the log or the configuration: the program prints one sentence, and does not write, read or
/// wait.
/// </summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class PlantedLogFileTests : EndToEndTest
{
    [LinuxFact]
    public async Task A_log_file_is_for_its_owner_alone()
    {
        var log = Path.Combine(Folder, "log.json");
        await RunningProgram.RunAsync("call", "demo", "echo", """{"text": "x"}""", "--config", Config([Demo()], Here), "--log-file", log);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(log));
        Assert.NotEqual(0, new FileInfo(log).Length);
    }

    [LinuxTheory]
    [InlineData("link", "is a symbolic link")]
    [InlineData("dangling", "is a symbolic link")]
    [InlineData("fifo", "is a FIFO")]
    [InlineData("read-fifo", "is a FIFO")]
    [InlineData("device", "is a device")]
    [InlineData("folder", "is a directory")]
    public async Task A_log_file_is_no_link_fifo_device_or_folder(string kind, string problem)
    {
        var (path, target) = (Path.Combine(Folder, kind), Path.Combine(Folder, "target"));
        if (kind == "link") File.WriteAllText(target, "as it was");
        if (kind is "link" or "dangling") File.CreateSymbolicLink(path, target);
        if (kind is "fifo" or "read-fifo") await MakeFifoAsync(path);
        if (kind == "folder") Directory.CreateDirectory(path);
        if (kind == "device") path = "/dev/null";
        // With a reader, opening it for writing would succeed.
        using var reader = kind == "read-fifo" ? new FileStream(path, FileMode.Open, FileAccess.ReadWrite) : null;

        var ended = await RunningProgram.RunAsync("call", "demo", "echo", "--config", Config([Demo()], Here), "--log-file", path);

        Assert.Equal((2, ""), (ended.ExitCode, ended.Stdout));
        Assert.Contains(problem, ended.Stderr);
        Assert.Contains("Name a regular file", ended.Stderr);
        Assert.Equal(kind == "link" ? "as it was" : "", File.Exists(target) ? File.ReadAllText(target) : "");
    }

    [LinuxFact]
    public async Task A_configuration_that_is_a_fifo_is_refused()
    {
        var path = Path.Combine(Folder, "conf");
        await MakeFifoAsync(path);
        foreach (var command in (string[][])[["run"], ["call", "demo", "echo"], ["ps"], ["sweep"]])
        {
            var ended = await RunningProgram.RunAsync([.. command, "--config", path]);
            Assert.Equal(2, ended.ExitCode);
            Assert.Contains("is a FIFO", ended.Stderr);
        }
    }

    [TerminalFact]
    public async Task A_terminal_is_shown_no_control_character_and_a_pipe_all_of_them()
    {
        const string Said = """{"text": "a\u001b[2Jb\u202ec\u2066d\u200be\u0085f\tg"}""";
        var config = Config([Demo()], Here);
        var piped = await RunningProgram.RunAsync("call", "demo", "echo", Said, "--config", config);
        // script(1) gives its command a terminal.
        using var shell = RunningProgram.StartShell("""script -qec "'$0' call demo echo '$2' --config '$1'" /dev/null """, config, Said);
        var shown = await shell.EndAsync();

        Assert.Equal("a\e[2Jb\u202ec\u2066d\u200be\u0085f\tg", piped.Stdout);
        Assert.Contains(@"a\x1b[2Jb\u202ec\u2066d\u200be\x85f", shown.Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("\u202e", shown.Stdout, StringComparison.Ordinal);
    }

    private static async Task MakeFifoAsync(string path)
    {
        using var make = StartedProcess.Start(["mkfifo", path]);
        await make.Exit();
    }
}
