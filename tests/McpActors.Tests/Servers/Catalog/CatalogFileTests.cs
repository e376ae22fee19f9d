using McpActors.Reading;

namespace McpActors.Tests.Servers.Catalog;

/// <summary>The files of the catalog: what cannot be used is as good as none, and is replaced.</summary>
[UnsupportedOSPlatform("windows")]
public class CatalogFileTests : CatalogTest
{
    private static readonly ServerSettings Settings = new() { Name = "a", Command = "none" };

    private static readonly DefinitionKey Key = new(new string('d', 64), new string('e', 64));

    [Fact]
    public async Task A_file_that_is_torn_anywhere_is_as_good_as_none()
    {
        var (path, whole) = await LearnAsync();
        for (var length = 0; length < whole.Length; length += 5)
        {
            await File.WriteAllBytesAsync(path, whole[..length]);
            Assert.Null(Find());
        }
        await File.WriteAllBytesAsync(path, whole);
        Assert.NotNull(Find());
    }

    [Theory]
    [InlineData("\"version\":1", "\"version\":2")]
    [InlineData("\"version\":1", "\"version\":\"1\"")]
    [InlineData("\"kind\":\"Tools\"", "\"kind\":\"Prompts\"")]
    [InlineData("\"kind\":\"Tools\"", "\"kind\":\"Ancient\"")]
    [InlineData("\"definition\":\"d", "\"definition\":\"f")]
    [InlineData("\"tools\":[", "\"tools\":[7,")]
    [InlineData("\"ttl\":\"01:00:00\"", "\"ttl\":\"-01:00:00\"")]
    [InlineData("\"problems\":[]", "\"problems\":7")]
    public async Task A_foreign_file_is_as_good_as_none(string member, string instead)
    {
        var (path, whole) = await LearnAsync();
        var text = System.Text.Encoding.UTF8.GetString(whole);
        Assert.Contains(member, text, StringComparison.Ordinal);

        await File.WriteAllTextAsync(path, text.Replace(member, instead, StringComparison.Ordinal));

        Assert.Null(Find());
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("\0\0\0")]
    public async Task Any_other_content_is_as_good_as_none(string content)
    {
        var (path, _) = await LearnAsync();
        await File.WriteAllTextAsync(path, content);
        Assert.Null(Find());
    }

    [Fact]
    public async Task A_link_in_its_place_is_not_followed_and_is_replaced()
    {
        var (path, whole) = await LearnAsync();
        var elsewhere = At("elsewhere");
        File.Move(path, elsewhere);
        File.CreateSymbolicLink(path, elsewhere);

        Assert.Null(Find());
        await LearnAsync();

        Assert.Null(new FileInfo(path).LinkTarget);
        Assert.NotNull(Find());
        Assert.Equal(whole, await File.ReadAllBytesAsync(elsewhere));
    }

    [Fact]
    public async Task A_folder_that_others_may_use_is_not_used()
    {
        var (path, _) = await LearnAsync();
        File.SetUnixFileMode(Path.GetDirectoryName(path)!, (UnixFileMode)0b111_111_111);

        Assert.Null(Find());
    }

    [Fact]
    public async Task A_file_that_cannot_be_used_lets_a_process_start()
    {
        await ListAsync(await HostAsync(Server()));
        await AwaitIdleAsync();
        await Catalog.Written;
        await File.WriteAllTextAsync(Assert.Single(Files), "{\"version\":1,");

        Assert.Equal(["echo"], Names(await ListAsync(await HostAsync(Server()))));
        Assert.Equal(2, Asked());
        await AwaitIdleAsync();
        await ListAsync(await HostAsync(Server()));
        Assert.Equal(2, Asked());
    }

    // The host has just started, so nothing is in memory. The test compares processor time, because other programs may
    // use the processors.
    [Fact]
    public async Task A_thousand_servers_are_listed_without_a_process_in_less_than_200_ms_of_two_processors()
    {
        const int Count = 1000;
        var settings = Enumerable.Range(0, Count).Select(i => Adversary($"s{i}", "mcp-well", $"{i}")).ToArray();
        var seeded = new ListCatalog(Runtime);
        var tools = Enumerable.Range(0, 20).Select(i => new Tool { Name = $"tool-{i}", Description = new string('x', 200) }).ToArray();
        foreach (var server in settings)
            new ServerLists(server.Name, seeded).Learn(ListKind.Tools, 0, new ToolList(server.Name, tools), default, DefinitionKey.Of(server, server.ToProcessSpec()), server);
        await seeded.Written;
        var best = TimeSpan.MaxValue;
        for (var round = 0; round < 5; round++)
        {
            var host = await HostAsync([.. settings.Select(server => server with { })]);
            await host.Ask<ServerList>(GetServers.Instance, Patience);
            // Answered when the actor of each server is there.
            await Task.WhenAll(settings.Select(server => host.AnswerAsync(new BeginWork(server.Name, "none"), Patience)));
            var before = Environment.CpuUsage.TotalTime;
            var lists = await Task.WhenAll(settings.Select(server => ListAsync(host, server: server.Name)));
            var used = Environment.CpuUsage.TotalTime - before;
            Assert.All(lists, list => Assert.Equal(20, list.Tools.Count));
            if (used < best) best = used;
        }
        Assert.Empty(Ledger.Open);
        Assert.True(best < TimeSpan.FromMilliseconds(400), $"{best.TotalMilliseconds} ms");
    }

    private KnownList? Find() => new ServerLists("a", new ListCatalog(Runtime)).Find(ListKind.Tools, Key, Settings);

    private async Task<(string Path, byte[] Content)> LearnAsync()
    {
        var catalog = new ListCatalog(Runtime);
        var answer = new ToolList("a", [new Tool { Name = "echo" }]);
        new ServerLists("a", catalog).Learn(ListKind.Tools, 0, answer, new ListHints(TimeSpan.FromHours(1), false), Key, Settings);
        await catalog.Written;
        var path = Assert.Single(Files);
        return (path, await File.ReadAllBytesAsync(path));
    }
}
