namespace McpActors.Processes.Tests.Scanning;

public sealed class ScanReachTests
{
    private static readonly ScanReach Whole = new(2000, 0, false, 3, true, TimeSpan.FromMilliseconds(12.34));

    [Fact]
    public void What_a_scan_could_not_see_it_says()
    {
        Assert.True(Whole.Complete);
        Assert.Equal("2000 processes seen in 12.3 ms", Whole.Describe());
        Assert.Equal("1 process seen in 12.3 ms, 7 not readable", Incomplete(Whole with { Processes = 1, Unreadable = 7 }));
        Assert.Equal("2000 processes seen in 12.3 ms, other users' are hidden (hidepid)", Incomplete(Whole with { Hidden = true }));
        Assert.Equal("2000 processes seen in 12.3 ms, 3 were started meanwhile, faster than it could look", Incomplete(Whole with { Settled = false }));
    }

    private static string Incomplete(ScanReach reach)
    {
        Assert.False(reach.Complete);
        return reach.Describe();
    }

    [SkippableTheory]
    [InlineData("mount -t proc -o hidepid=1 proc /proc", true, "Hidden = True")] // pid 1 is not readable, and so not in the table
    [InlineData("mount -t proc -o hidepid=2 proc /proc", true, "Unreadable = 0, Hidden = True")]
    [InlineData("mount --bind /dev/null /proc/stat", false, "Settled = False")]
    public async Task A_scan_that_is_kept_from_seeing_is_never_complete(string mount, bool asNobody, string said)
    {
        Elsewhere.SkipIfImpossible();
        var reach = await Elsewhere.Run(mount, asNobody, "scan");
        Assert.Contains(said, reach, StringComparison.Ordinal);
        Assert.Contains("Complete = False", reach, StringComparison.Ordinal);
    }
}
