namespace McpActors.EndToEnd.Tests;

[SupportedOSPlatform("linux")]
public sealed class RuntimeDirectoryTests : EndToEndTest
{
    [SkippableTheory]
    [InlineData("a link", "it is a link")]
    [InlineData("open to others", @"others may use it \(mode 755\)\. chmod 700 it")]
    [InlineData("somebody else's", "it belongs to user 65534")]
    public async Task A_runtime_directory_that_cannot_be_trusted_is_named_and_a_run_goes_on(string directory, string why)
    {
        Skip.If(directory == "somebody else's" && !Environment.IsPrivilegedProcess, "only root can give a folder away");
        await MakeAsync(directory);
        var config = ConfigHere(Demo());
        foreach (var command in (string[])["ps", "sweep"])
        {
            var refused = await RunningProgram.RunAsync(command, "--config", config);
            Assert.True(refused is { ExitCode: 1, Stdout: "" }, refused.ToString());
            Assert.Matches($"^mcpactors: The runtime directory {RuntimeDirectory} cannot be used: {why}", refused.Stderr);
        }
        using var program = RunningProgram.Start("run", "--config", config);
        await program.SeeAsync($"warning +This host is not registered: The runtime directory {RuntimeDirectory} cannot be used: {why}");
        await program.SeeAsync(@"demo +ready");
        program.Signal(Posix.SIGTERM);
        var ended = await program.EndAsync();

        Assert.Equal(0, ended.ExitCode);
        Assert.EndsWith("the one process is extinct", ended.Stdout, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Where_it_is_read_only_what_was_ended_is_reported_and_the_dead_host_is_remembered()
    {
        var config = ConfigHere(Adversary("stubborn", "mcp-stubborn"));
        var (_, left) = await Machine.LeaveAsync(config, ["stubborn"], count: 1);
        // Mode bits do not stop root; a read-only mount that only this sweep sees does.
        const string ReadOnly = """mount --bind "$1" "$1" && mount -o remount,ro,bind "$1" || exit 77; exec "$0" sweep --config "$2" """;
        using var shell = RunningProgram.StartShell($"exec unshare --mount sh -c '{ReadOnly}' \"$0\" \"$1\" \"$2\"", RuntimeDirectory, config);
        var sweep = await shell.EndAsync();
        var file = Directory.GetFiles(RuntimeDirectory);
        var second = await RunningProgram.RunAsync("sweep", "--config", config);
        Skip.If(sweep.ExitCode == 77 || sweep.Stderr.Contains("unshare", StringComparison.Ordinal), "this system lets us mount nothing");

        Assert.Equal(1, sweep.ExitCode);
        Assert.Matches($@"(?m)  {left[0]}  \S+ +mark +kill +ended$", sweep.Stdout);
        Assert.Contains("cannot be unregistered, so that every sweep searches for it again: ", sweep.Stderr, StringComparison.Ordinal);
        Assert.Single(file);
        Assert.Equal(0, second.ExitCode);
        Assert.Empty(Directory.GetFiles(RuntimeDirectory));
    }

    private async Task MakeAsync(string directory)
    {
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        const UnixFileMode Readable = UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        switch (directory)
        {
            case "a link":
                Directory.CreateSymbolicLink(RuntimeDirectory, Directory.CreateDirectory(RuntimeDirectory + "-target", Private).FullName);
                break;
            case "open to others":
                Directory.CreateDirectory(RuntimeDirectory);
                File.SetUnixFileMode(RuntimeDirectory, Private | Readable);
                break;
            default:
                Directory.CreateDirectory(RuntimeDirectory, Private);
                using (var chown = StartedProcess.Start(["chown", "65534", RuntimeDirectory])) await chown.Exit();
                break;
        }
    }
}
