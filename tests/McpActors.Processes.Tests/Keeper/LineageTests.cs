namespace McpActors.Processes.Tests.Keeper;

public sealed class LineageTests : KeeperTest
{
    private const ulong Mark = (1UL << 62) + 0x1234_5678_9abc;

    [Theory]
    [InlineData("4611706034425731772")]
    [InlineData("0x4000123456789abc")]
    public async Task A_grandchild_with_a_wiped_environment_bears_the_mark(string mark)
    {
        var server = Start([Artifacts.Adversary, "wiped-double-fork"], more: ["--mark", mark]);
        var pid = await server.Ready();
        var orphan = await server.Child("orphan");

        Assert.Equal(Mark, ProcView.ResidentLimit(server.Keeper.Pid));
        Assert.Equal(Mark, ProcView.ResidentLimit(pid));
        Assert.Equal(Mark, ProcView.ResidentLimit(orphan));
        Assert.Empty(File.ReadAllText($"/proc/{orphan}/environ"));
    }

    [Fact]
    public async Task The_hard_limit_stays_as_it_is()
    {
        var server = Start(["sh", "-c", "ulimit -H -m; ulimit -S -m"], more: ["--mark", Mark.ToString(CultureInfo.InvariantCulture)]);

        await server.End();
        await server.Keeper.Stdout.Ended;

        Assert.Equal("unlimited", server.Keeper.Stdout.Seen()[0]);
        Assert.NotEqual("unlimited", server.Keeper.Stdout.Seen()[1]);
    }
}
