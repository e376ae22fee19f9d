using McpActors.Tests.Servers.Catalog;

namespace McpActors.Tests.Servers.Results;

/// <summary>A real server whose results are too long: preview, private files, and the end of the files.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class ResultFileTests : CatalogTest
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly string Long = new('x', 5000);

    private string Folder => Path.Combine(Runtime, ResultFolder.FolderName);

    private string[] Kept => Directory.Exists(Folder) ? Directory.GetFiles(Folder) : [];

    private ServerSettings Limited => Server() with { MaxResultBytes = 1024, MaxSpillBytes = 1 << 20, IdleTimeout = TimeSpan.Zero };

    [Fact]
    public async Task A_long_result_is_a_preview_and_a_private_file_with_the_whole()
    {
        var answer = await CallAsync(Host(Limited), Long);

        Assert.Equal(5000, answer.Cut!.Bytes);
        var texts = answer.Result.Content.Cast<TextContentBlock>().Select(block => block.Text).ToList();
        Assert.Equal($"{Long[..1024]}…", texts[0]);
        Assert.Equal($"[This is the beginning of a result of 5,000 bytes; max-result is 1,024 bytes. The whole result is in {answer.Cut.Path}]", texts[1]);
        var whole = JsonSerializer.Deserialize<CallToolResult>(File.ReadAllText(answer.Cut.Path!), ModelContextProtocol.McpJsonUtilities.DefaultOptions)!;
        Assert.Equal(Long, ((TextContentBlock)Assert.Single(whole.Content)).Text);
        Assert.Equal(Private, File.GetUnixFileMode(answer.Cut.Path!));
        Assert.Equal(Private | UnixFileMode.UserExecute, File.GetUnixFileMode(Folder));
    }

    [Fact]
    public async Task The_limit_of_a_tool_goes_before_that_of_its_server_and_the_limit_of_a_call_before_both()
    {
        var servers = Host(Limited with { MaxSpillBytes = 0, Tools = new Dictionary<string, ToolSettings> { ["echo"] = new() { MaxResultBytes = 2048 } } });

        var cut = await CallAsync(servers, Long);
        var whole = await servers.Ask<ToolResult>(new CallTool("a", "echo", new { text = Long }) { MaxResultBytes = 0 }, Patience);

        Assert.Equal(2049, ((TextContentBlock)cut.Result.Content[0]).Text.Length);
        Assert.Null(cut.Cut!.Path);
        Assert.EndsWith("The rest was not kept.]", ((TextContentBlock)cut.Result.Content[1]).Text, StringComparison.Ordinal);
        Assert.Null(whole.Cut);
        Assert.Null((await CallAsync(servers, "short")).Cut);
        Assert.Empty(Kept);
    }

    [Fact]
    public async Task A_stopped_server_leaves_no_file()
    {
        var servers = Host(Limited);
        await CallAsync(servers, Long);
        Assert.Single(Kept);

        await servers.Ask<ServerStopped>(new StopServer("a"), Patience);

        Assert.Empty(Kept);
    }

    [Fact]
    public async Task A_session_takes_its_own_files_along()
    {
        var servers = Host(Limited);
        var sessions = Sys.ActorOf(SessionsActor.Props(new SessionSettings(), servers, new InMemorySessionDirectory()));
        var ours = await CallAsync(servers, Long);
        var session = (await sessions.Ask<SessionOpened>(new OpenSession("a"), Patience)).Session;
        var theirs = await session.Ask<ToolResult>(new CallTool("a", "echo", new { text = Long }), Patience);
        Assert.Equal(2, Kept.Length);

        await session.Ask<SessionEnded>(new CloseSession(), Patience);

        await AwaitConditionAsync(() => Task.FromResult(!File.Exists(theirs.Cut!.Path)), Patience);
        Assert.Equal([ours.Cut!.Path!], Kept);
    }

    [Fact]
    public async Task The_newest_takes_the_room_of_the_oldest_and_one_that_never_fits_is_not_kept()
    {
        var servers = Host(Limited with { MaxSpillBytes = 12_000 });
        var first = await CallAsync(servers, Long);
        await CallAsync(servers, Long);
        await CallAsync(servers, Long);

        Assert.Equal(2, Kept.Length);
        Assert.False(File.Exists(first.Cut!.Path));
        Assert.Null((await CallAsync(servers, new string('y', 20_000))).Cut!.Path);
        Assert.Equal(2, Kept.Length);
    }

    [Fact]
    public void The_number_of_files_is_bounded_too()
    {
        var results = new ServerResults("a", Of("00000001"));
        for (var i = 0; i <= ServerResults.MostFiles; i++) Assert.NotNull(results.Keep([1], 1 << 20));

        Assert.Equal(ServerResults.MostFiles, Kept.Length);
    }

    [Fact]
    public async Task A_link_in_the_place_of_the_folder_is_not_followed()
    {
        var elsewhere = Directory.CreateDirectory(At("elsewhere"), Private | UnixFileMode.UserExecute).FullName;
        File.WriteAllText(Path.Combine(elsewhere, "00000002.a.1.json"), "");
        Directory.CreateSymbolicLink(Folder, elsewhere);

        var answer = await CallAsync(Host(Limited), Long);

        Assert.Equal((5000, null), (answer.Cut!.Bytes, answer.Cut.Path));
        Assert.Single(Directory.GetFiles(elsewhere));
    }

    [Fact]
    public void The_files_of_a_dead_host_go_and_those_of_a_living_one_stay()
    {
        foreach (var tag in (string[])["00000001", "00000002"]) Assert.NotNull(new ServerResults("a.b", Of(tag)).Keep([1], 100));

        var mine = Of("00000003", alive: "00000002");
        Assert.Equal(["00000002.a.b.1.json"], Kept.Select(Path.GetFileName));

        new ServerResults("a", mine).Keep([1], 100);
        mine.RemoveAll();
        Assert.Equal(["00000002.a.b.1.json"], Kept.Select(Path.GetFileName));
    }

    private ResultFolder Of(string tag, string alive = "") => new(Runtime, tag, owner => alive.Length == 0 || owner == alive);

    private IActorRef Host(ServerSettings settings) => Sys.ActorOf(ServersActor.Props(
        new ServerCatalog([settings]), EnvironmentWith(CreateTestProbe()) with { Results = Of("00000001") }));
}
