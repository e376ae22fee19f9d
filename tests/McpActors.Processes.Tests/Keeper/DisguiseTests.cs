namespace McpActors.Processes.Tests.Keeper;

/// <summary>
/// A process can erase the marks of its owner. These tests prove that the adversary's disguises are real, so that tests
/// which find such processes are meaningful; and that a keeper, which goes by descent, needs no marks.
/// </summary>
public sealed class DisguiseTests : KeeperTest
{
    private const ulong Mark = (1UL << 62) + 0x1234_5678_9abc;

    [Theory]
    [InlineData("unmarked", ulong.MaxValue)]
    [InlineData("remarked 0", 0UL)]
    [InlineData("remarked 4611686018427387905", (1UL << 62) + 1)]
    public async Task A_server_that_changes_its_mark_is_ended(string habit, ulong mark)
    {
        var server = StartMarked(habit);
        var pid = await server.Ready();

        Assert.Equal(Mark, ProcView.ResidentLimit(server.Keeper.Pid));
        Assert.Equal(mark, ProcView.ResidentLimit(pid));
        Assert.Equal("term", (await server.HangUp()).Report.Rung);
    }

    [Fact]
    public async Task A_server_that_calls_itself_a_keeper_is_ended()
    {
        var server = StartMarked("renamed");
        var pid = await server.Ready();

        Assert.Equal("mcp-keeper\n", File.ReadAllText($"/proc/{pid}/comm"));
        Assert.Equal("term", (await server.HangUp()).Report.Rung);
    }

    [Fact]
    public async Task A_server_that_overwrites_its_environment_is_ended()
    {
        var server = StartMarked("blank-environment");
        var pid = await server.Ready();

        var environment = File.ReadAllBytes($"/proc/{pid}/environ");
        Assert.NotEmpty(environment);
        Assert.All(environment, value => Assert.Equal(0, value));
        Assert.Equal("term", (await server.HangUp()).Report.Rung);
    }

    [SkippableFact]
    public async Task A_descendant_of_another_user_is_ended_by_root()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root can become another user");
        var server = StartMarked("other-user");
        await server.Ready();
        var child = await server.Child("nobody");

        Assert.Contains("Uid:\t65534\t65534\t65534\t65534", File.ReadAllText($"/proc/{child}/status"), StringComparison.Ordinal);
        Assert.Equal(child, ProcView.Session(child));
        Assert.Equal(1, (await server.HangUp()).Report.Descendants);
        AssertNothingEscaped();
    }

    [Fact]
    public async Task Nothing_but_its_descent_tells_whose_an_untraceable_process_is()
    {
        var server = StartMarked("untraceable");
        await server.Ready();
        var child = await server.Child("untraceable");

        Assert.Equal(ulong.MaxValue, ProcView.ResidentLimit(child));
        Assert.Empty(File.ReadAllBytes($"/proc/{child}/environ"));
        Assert.Equal(child, ProcView.Session(child));
        Assert.All(Directory.GetFiles($"/proc/{child}/fd"), file => Assert.Equal("/dev/null", File.ResolveLinkTarget(file, false)!.FullName));

        server.Keeper.Signal(Posix.SIGKILL);
        await server.Keeper.Exit();
        Assert.Contains(Subreaper.EndSurvivors(), survivor => survivor.StartsWith($"{child} ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_family_of_an_MCP_server_is_complete_when_it_answers_and_ended_with_it()
    {
        var server = StartMarked("mcp-family");
        server.Keeper.Write("""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18"}}""" + "\n");
        using var answer = JsonDocument.Parse(await server.Keeper.Stdout.Next(_ => true, "answer"));

        Assert.Equal("2025-06-18", answer.RootElement.GetProperty("result").GetProperty("protocolVersion").GetString());
        foreach (var (name, mark) in new[] { ("session", Mark), ("daemon", Mark), ("unmarked", ulong.MaxValue) })
            Assert.Equal(mark, ProcView.ResidentLimit(await Child(server, name)));
        Assert.Equal(("eof", 3), await RungAndDescendants(server));
        AssertNothingEscaped();
    }

    private KeptServer StartMarked(string habit) =>
        Start([Artifacts.Adversary, .. habit.Split(' ')], more: ["--mark", Mark.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>The children of an MCP server write to stderr.</summary>
    private static async Task<int> Child(KeptServer server, string name)
    {
        var line = await server.Keeper.Stderr.Next(
            line => line.StartsWith("child ", StringComparison.Ordinal) && line.EndsWith(name, StringComparison.Ordinal), $"child {name} line");
        return int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static async Task<(string? Rung, int? Descendants)> RungAndDescendants(KeptServer server)
    {
        var (_, report) = await server.HangUp();
        return (report.Rung, report.Descendants);
    }
}
