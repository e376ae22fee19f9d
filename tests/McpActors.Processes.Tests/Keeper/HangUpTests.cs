namespace McpActors.Processes.Tests.Keeper;

/// <summary>Events that count as the end of stdin.</summary>
public sealed class HangUpTests : KeeperTest
{
    [Theory]
    [InlineData("exit-on-eof")]
    [InlineData("ignore-term")]
    [InlineData("wiped-double-fork")]
    public async Task SIGKILL_of_the_host_leaves_nothing(string habit)
    {
        var host = EndAfterwards(StartedProcess.Start(
            [Artifacts.Adversary, "host", Artifacts.Keeper, "--eof-grace", "200", "--term-grace", "200", "--", Artifacts.Adversary, .. habit.Split(' ')]));
        var child = await host.Stdout.Next(line => line.EndsWith(" keeper", StringComparison.Ordinal), "keeper line");
        await Ready(host);
        await Ready(host);

        host.Signal(Posix.SIGKILL);
        await host.Exit();
        var keeper = EndAfterwards(StartedProcess.Inherit(int.Parse(child.Split(' ')[1], CultureInfo.InvariantCulture)));
        await keeper.Exit();

        AssertNothingEscaped();
    }

    [Fact]
    public async Task A_server_that_ends_of_the_hang_up_before_the_keeper_sees_it_was_asked_all_the_same()
    {
        for (var i = 0; i < 20; i++)
        {
            var server = Start(["sh", "-c", "echo ready $$; exec cat"]);
            await server.Ready();
            Assert.Equal("eof", (await server.HangUp()).Report.Rung);
        }
    }

    [Fact]
    public async Task A_socket_that_is_half_shut_down_is_a_hang_up()
    {
        var server = StartAdversary("ignore-eof", options: new StartOptions { Stdin = StdinKind.Socket });
        await server.Ready();

        server.Keeper.ShutDownStdin();

        Assert.Equal("term", (await server.End()).Report.Rung);
    }

    [Fact]
    public async Task A_socket_that_is_closed_is_a_hang_up()
    {
        var server = StartAdversary("ignore-eof", options: new StartOptions { Stdin = StdinKind.Socket });
        await server.Ready();

        Assert.Equal("term", (await server.HangUp()).Report.Rung);
    }

    [Fact]
    public async Task What_nobody_has_read_hides_no_hang_up()
    {
        var server = StartAdversary("ignore-eof");
        await server.Ready();
        server.Keeper.Write("a request that nobody reads\n");

        Assert.Equal("term", (await server.HangUp()).Report.Rung);
    }

    [Fact]
    public async Task No_byte_of_stdin_is_taken_from_the_server()
    {
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i}\n"));
        var server = Start(["sh", "-c", "wc -c"], graces: (600_000, 300));

        server.Keeper.Write(text);
        await server.HangUp();
        await server.Keeper.Stdout.Ended;

        Assert.Equal($"{text.Length}", server.Keeper.Stdout.Seen()[0]);
    }

    [Fact]
    public async Task Dev_null_never_hangs_up()
    {
        var server = StartAdversary("ignore-eof", graces: (0, 600_000), new StartOptions { Stdin = StdinKind.Null });
        await server.Ready();

        server.Keeper.Signal(Posix.SIGTERM);

        Assert.Equal("term", (await server.End()).Report.Rung);
    }

    [Theory]
    [InlineData('\u0004', "self")] // Ctrl-D: the terminal stays, the server reads an end
    [InlineData('\u0003', "term")] // Ctrl-C
    public async Task On_a_terminal_its_keys_end_the_server(char key, string rung)
    {
        var server = StartAdversary("exit-on-eof", graces: (600_000, 600_000), new StartOptions { Stdin = StdinKind.Terminal });
        var pid = await server.Ready();
        Assert.NotEqual(ProcView.Session(server.Keeper.Pid), ProcView.Session(pid));

        server.Keeper.Write(key.ToString());

        Assert.Equal(rung, (await server.End()).Report.Rung);
    }

    [Fact]
    public async Task On_a_terminal_a_second_Ctrl_C_hurries_the_ladder()
    {
        var server = StartAdversary("defy-term", graces: (600_000, 600_000), new StartOptions { Stdin = StdinKind.Terminal });
        await server.Ready();

        server.Keeper.Write("\u0003");
        await server.Keeper.Stdout.Next(line => line == "defied", "answer to SIGTERM");
        server.Keeper.Write("\u0003");

        Assert.Equal("kill", (await server.End()).Report.Rung);
    }

    [Fact]
    public async Task A_terminal_that_goes_away_is_a_hang_up()
    {
        var server = StartAdversary("ignore-eof", options: new StartOptions { Stdin = StdinKind.Terminal });
        await server.Ready();

        Assert.Equal("term", (await server.HangUp()).Report.Rung);
    }

    private static Task<string> Ready(StartedProcess host) =>
        host.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line");
}
