namespace McpActors.Processes.Tests.Linux;

public sealed class StartTests : KeeperTest
{
    [Fact]
    public void With_a_keeper_beside_the_program_it_is_used() => Assert.Equal(Containment.Keeper, ProcessLauncher.Create().Containment);

    [Fact]
    public async Task What_goes_to_stdin_comes_back_on_stdout()
    {
        var process = Start(Servers.Cat);
        await process.Say("hello\n");
        Assert.Equal("hello", await process.ReadLine());
        Assert.False(process.Extinct.IsCompleted);
    }

    [Fact]
    public async Task The_identity_is_the_keepers()
    {
        var process = Start(Servers.Cat);
        await process.Say("up\n");
        await process.ReadLine();
        Assert.Contains("mcp-keeper", File.ReadAllText($"/proc/{process.Identity.Pid}/cmdline"), StringComparison.Ordinal);
        Assert.NotEqual(0, process.Identity.StartTicks);
        Assert.NotEqual("", process.Identity.BootId);
        Assert.Equal(process.Identity, ProcessIdentities.Of(process.Identity.Pid));
    }

    [Fact]
    public async Task Arguments_arrive_unchanged()
    {
        string[] arguments = ["", "a b", "'", "\"", "\\", "$HOME", "*", "`x`", "line\nbreak", "tab\t", "ü漢🚀", "--", "-n", "--help", "{\"a\":[1]}"];
        var process = Start(Servers.Shell("for a in \"$@\"; do printf '%s\\0' \"$a\"; done", arguments));
        Assert.Equal(arguments, (await process.ReadToEnd()).Split('\0')[..^1]);
    }

    [Fact]
    public async Task The_environment_is_exactly_what_was_given()
    {
        var environment = new Dictionary<string, string> { ["A"] = "1", ["EMPTY"] = "", ["B"] = "x=y z", ["Ü"] = "line\nbreak 🚀" };
        var process = Start(Servers.Command("/usr/bin/env", "-0") with { Environment = environment });
        var seen = (await process.ReadToEnd()).Split('\0')[..^1];
        Assert.Equal(environment.Select(v => $"{v.Key}={v.Value}").Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task With_no_environment_at_all_the_server_starts()
    {
        var process = Start(Servers.Command("/usr/bin/env") with { Environment = new Dictionary<string, string>() });
        Assert.Equal("", await process.ReadToEnd());
        Assert.Equal(0, (await process.End()).ExitCode);
    }

    [Fact]
    public async Task The_command_is_looked_up_in_the_PATH_of_the_server()
    {
        var folder = Directory.CreateTempSubdirectory();
        try
        {
            File.CreateSymbolicLink(Path.Combine(folder.FullName, "only-here"), "/bin/echo");
            var process = Start(Servers.Command("only-here", "found") with { Environment = new Dictionary<string, string> { ["PATH"] = folder.FullName } });
            Assert.Equal("found\n", await process.ReadToEnd());
        }
        finally
        {
            folder.Delete(true);
        }
    }

    [Fact]
    public async Task It_starts_in_its_working_directory()
    {
        var process = Start(Servers.Command("pwd") with { WorkingDirectory = "/usr/bin/.." });
        Assert.Equal("/usr\n", await process.ReadToEnd());
    }

    [Fact]
    public async Task A_relative_path_of_the_keeper_is_the_hosts_whatever_the_working_directory()
    {
        var launcher = new KeeperLauncher(Path.GetRelativePath(Environment.CurrentDirectory, KeeperPath));
        using var process = launcher.Start(Servers.Command("pwd") with { WorkingDirectory = "/usr" });
        Assert.Equal("/usr\n", await process.ReadToEnd());
        Assert.True((await process.End()).Confirmed);
    }

    [Theory]
    [InlineData("no-such-command", "'no-such-command' was not found in PATH (/usr/local/bin:/usr/bin:/bin)")]
    [InlineData("/no/such/command", "there is no file '/no/such/command'")]
    [InlineData("/usr", "'/usr' is a directory")]
    [InlineData("/etc/passwd", "'/etc/passwd' is not executable")]
    [InlineData("mcp-keeper: {\"rung\":\"self\"}", "'mcp-keeper: {\"rung\":\"self\"}' was not found in PATH")]
    public async Task A_command_that_cannot_be_started_is_named_with_the_reason(string command, string reason)
    {
        var report = await Start(Servers.Command(command)).End();
        Assert.StartsWith(reason, report.StartError, StringComparison.Ordinal);
        Assert.True(report.Confirmed);
        Assert.Null(report.ExitCode);
        Assert.Empty(report.StderrTail);
        Assert.StartsWith(reason, report.Describe(), StringComparison.Ordinal);
    }

    public static TheoryData<ProcessSpec, string> Unusable => new()
    {
        { Servers.Command(""), "command is empty" },
        { Servers.Command("a\0b"), "NUL" },
        { Servers.Command("cat", "a\0b"), "NUL" },
        { Servers.Cat with { WorkingDirectory = "/no/such/directory" }, "/no/such/directory does not exist" },
        { Servers.Cat with { Environment = new Dictionary<string, string> { ["A=B"] = "" } }, "'A=B'" },
        { Servers.Cat with { Environment = new Dictionary<string, string> { [""] = "x" } }, "''" },
        { Servers.Cat with { Environment = new Dictionary<string, string> { ["A"] = "x\0y" } }, "variable A contains a NUL" },
        { Servers.Cat with { EofGrace = TimeSpan.FromMilliseconds(-1) }, "eof-grace" },
        { Servers.Cat with { TermGrace = TimeSpan.FromDays(30) }, "term-grace" },
    };

    [Theory]
    [MemberData(nameof(Unusable), DisableDiscoveryEnumeration = true)]
    public void What_cannot_be_started_is_refused_before_anything_is(ProcessSpec spec, string reason)
    {
        var refusal = Assert.Throws<ProcessStartException>(() => Launcher.Start(spec));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'tested'", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("tested", refusal.Server);
    }

    [Theory]
    [InlineData("/nowhere/mcp-keeper")]
    [InlineData("/usr")]
    [InlineData("/etc/passwd")]
    public void A_keeper_that_cannot_be_started_is_named_and_leaves_nothing(string keeper)
    {
        var launcher = new KeeperLauncher(keeper);
        var descriptors = 0;
        for (var i = 0; i < 50; i++)
        {
            var refusal = Assert.Throws<ProcessStartException>(() => launcher.Start(Servers.Cat));
            Assert.Contains(keeper, refusal.Message, StringComparison.Ordinal);
            if (i == 0) descriptors = Vitals.Descriptors;
        }
        Assert.InRange(Vitals.Descriptors, 0, descriptors + 2);
    }

    [Fact]
    public async Task A_keeper_that_is_no_keeper_confirms_nothing()
    {
        using var process = new KeeperLauncher("/bin/true").Start(Servers.Cat);
        var report = await process.End();
        Assert.False(report.Confirmed);
        Assert.Contains("without a report (exit code 0)", report.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_abandoned_start_leaves_neither_process_nor_zombie()
    {
        // The launcher's cleanup when it cannot hold a started keeper, at any moment of the keeper's life.
        for (var i = 0; i < 20; i++)
        {
            using var stdin = Pipe.Create();
            using var stdout = Pipe.Create();
            using var stderr = Pipe.Create();
            using var report = Pipe.Create();
            var (pid, pidfd) = Processes.Linux.Spawner.Spawn(
                KeeperPath, ["mcp-keeper", "--", "sleep", "30"], Servers.Cat.Environment, "", stdin.Reader, stdout.Writer, stderr.Writer, report.Writer);
            pidfd.Dispose();
            await Task.Delay(i);
            Processes.Linux.Spawner.Abandon(pid);
            Assert.DoesNotContain(pid, Vitals.Children);
        }
    }
}
