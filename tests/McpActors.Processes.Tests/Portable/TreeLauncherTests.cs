using McpActors.Processes.Portable;

namespace McpActors.Processes.Tests.Portable;

/// <summary>The substitute on systems without a keeper: its abilities and its limits.</summary>
public sealed class TreeLauncherTests() : LauncherTest(new TreeLauncher())
{
    [Fact]
    public async Task What_goes_to_stdin_comes_back_and_stop_ends_it_at_eof()
    {
        var process = Start(Servers.Cat);
        await process.Say("hello\n");
        Assert.Equal("hello", await process.ReadLine());
        process.Stop("done");
        var report = await process.End();
        Assert.Equal((0, Rung.Eof, "done", process.Identity.Pid), (report.ExitCode, report.Rung, report.Reason, report.Pid));
    }

    [Fact]
    public async Task It_never_claims_a_proof()
    {
        var process = Start(Servers.Shell("echo words >&2; exit 3"));
        var report = await process.End();
        Assert.Equal((false, 3, Rung.Self), (report.Confirmed, report.ExitCode, report.Rung));
        Assert.Equal(["words"], report.StderrTail);
        Assert.Equal((Containment.Tree, Containment.Tree), (process.Containment, Launcher.Containment));
    }

    [Fact]
    public async Task A_server_that_ignores_stdin_is_killed_with_its_tree_after_both_graces()
    {
        var process = Start(Servers.Shell("sleep 30 & echo $!; trap '' TERM; sleep 30").Impatient());
        var child = int.Parse(await process.ReadLine());
        process.Stop();
        var report = await process.End();
        Assert.Equal((Rung.Kill, 137), (report.Rung, report.ExitCode));
        await Conversation.Until(() => !Vitals.IsAlive(child), "the end of the child");
    }

    [Fact]
    public async Task The_environment_and_the_arguments_are_exactly_what_was_given()
    {
        var environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "x y\nz ü" };
        Assert.Equal(
            ["A=1", "B=x y\nz ü"], (await Start(Servers.Command("/usr/bin/env", "-0") with { Environment = environment }).ReadToEnd()).Split('\0')[..^1].Order());
        string[] arguments = ["", "a b", "\"'\\", "$HOME\n*"];
        Assert.Equal(arguments, (await Start(Servers.Shell("printf '%s\\0' \"$@\"", arguments)).ReadToEnd()).Split('\0')[..^1]);
    }

    [Fact]
    public async Task The_command_is_looked_up_in_the_PATH_of_the_server_and_nowhere_else()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "only-here"), "/bin/echo");
            var spec = Servers.Command("only-here", "found");
            var refusal = Assert.Throws<ProcessStartException>(() => Launcher.Start(spec with { WorkingDirectory = folder.FullName }));
            Assert.Contains("not found in PATH (/usr/local/bin:/usr/bin:/bin)", refusal.Message, StringComparison.Ordinal);
            var process = Start(spec with { Environment = new Dictionary<string, string> { ["PATH"] = folder.FullName } });
            Assert.Equal("found\n", await process.ReadToEnd());
            Assert.Equal("found\n", await Start(spec with { Command = "./only-here", WorkingDirectory = folder.FullName }).ReadToEnd());
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [Theory]
    [InlineData("/no/such/command")]
    [InlineData("/usr")]
    [InlineData("/etc/passwd")]
    public void A_command_that_cannot_be_started_is_named(string command)
    {
        var refusal = Assert.Throws<ProcessStartException>(() => Launcher.Start(Servers.Command(command)));
        Assert.Contains(command, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_over_the_cap_ends_the_process()
    {
        var process = Start(Servers.Shell("head -c 200000 /dev/zero | tr '\\0' x; sleep 30") with { MaxMessageBytes = 100_000 });
        var failure = await Assert.ThrowsAsync<MessageTooLongException>(() => process.ReadToEnd());
        Assert.Equal((Rung.Kill, failure.Message), ((await process.End()).Rung, (await process.End()).Reason));
    }

    [Fact]
    public async Task It_is_flat_over_lifetimes_however_short_they_are()
    {
        await Live(5);
        var descriptors = Vitals.Descriptors;
        await Live(60);
        Assert.InRange(Vitals.Descriptors, 0, descriptors + 4);

        async Task Live(int count)
        {
            for (var i = 0; i < count; i++)
            {
                using var process = Launcher.Start(Servers.Command("true"));
                Assert.Equal(0, (await process.End()).ExitCode);
                process.Kill();
                process.Stop();
                Assert.Equal("", await process.ReadToEnd());
            }
        }
    }

    /// <summary>A known limit: only a keeper holds such a process.</summary>
    [Fact]
    public async Task A_double_fork_escapes()
    {
        var process = Start(Servers.Shell("(setsid sh -c 'echo $$; exec sleep 30 >/dev/null 2>&1' &); exec cat"));
        var escaped = int.Parse(await process.ReadLine());
        process.Kill();
        var report = await process.End();
        try
        {
            Assert.False(report.Confirmed);
            Assert.True(Vitals.IsAlive(escaped));
        }
        finally
        {
            _ = Libc.kill(escaped, 9);
            await Conversation.Until(() => !Vitals.IsAlive(escaped), "the end of what escaped");
        }
    }
}
