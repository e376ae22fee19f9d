using McpActors.Processes.Portable;

namespace McpActors.Processes.Tests.Linux;

/// <summary>The memory of a tree. The oracle is the kernel's VmRSS of the named processes.</summary>
public sealed class MemoryTests : KeeperTest
{
    private const int MiB = 1 << 20, Each = 24;

    [Fact]
    public async Task It_is_that_of_the_whole_tree_whoever_has_left_session_and_parent()
    {
        var last = 0L;
        foreach (var kin in (string[][])[[], ["child"], ["child", "session"], ["child", "session", "orphan"], ["orphan", "child", "orphan", "session"]])
        {
            var (process, pids) = await Hogs(kin);
            var read = process.ReadMemory()!.Value;
            AssertNear(pids.Sum(ResidentBytes), read);
            AssertNear(read, TreeMemory.ReadTable(process.Identity, withRoot: false)!.Value);
            Assert.True(read >= last + (Each * MiB), $"{read} with {kin.Length} more, {last} with one less");
            Assert.InRange(read, pids.Count * Each * MiB, long.MaxValue);
            last = read;
            process.Stop();
            await process.End();
        }
    }

    [Fact]
    public async Task The_keeper_is_not_in_it()
    {
        var process = Start(Servers.Cat);
        await process.Say("up\n");
        await process.ReadLine();
        var cat = Assert.Single(ProcView.Children(process.Identity.Pid));
        AssertNear(ResidentBytes(cat), process.ReadMemory()!.Value);
    }

    [Fact]
    public async Task There_is_none_when_it_has_ended()
    {
        var process = Start(Servers.Talker);
        await process.Say("quit\n");
        await process.End();
        Assert.Null(process.ReadMemory());
    }

    [Fact]
    public async Task A_pid_that_names_another_process_by_now_has_none()
    {
        var process = Start(Servers.Cat);
        await process.Say("up\n");
        await process.ReadLine();
        var recycled = process.Identity with { StartTicks = process.Identity.StartTicks - 1 };
        Assert.Null(TreeMemory.Read(recycled, withRoot: true));
        Assert.Null(TreeMemory.ReadTable(recycled, withRoot: true));
    }

    [Fact]
    public async Task A_process_with_more_children_than_a_usual_file_of_them_holds_has_them_all()
    {
        // Each pid takes at least two bytes in the children file, of which the first 1,024 are read at once.
        const int Count = 600;
        var process = Start(Servers.Shell($"i=0; while [ $i -lt {Count} ]; do sleep 30 & i=$((i + 1)); done; echo up; read -r line"));
        Assert.Equal("up", await process.ReadLine());
        var shell = Assert.Single(ProcView.Children(process.Identity.Pid));
        var children = ProcView.Children(shell);
        Assert.Equal(Count, children.Count);
        AssertNear(children.Append(shell).Sum(ResidentBytes), process.ReadMemory()!.Value);
    }

    [Fact]
    public async Task What_forks_and_ends_without_pause_never_fails_it()
    {
        var process = Start(Servers.Command(Artifacts.Adversary, "fast-chain"));
        Assert.StartsWith("child", await process.ReadLine(), StringComparison.Ordinal);
        for (var i = 0; i < 500; i++) Assert.InRange(process.ReadMemory()!.Value, 1, long.MaxValue);
    }

    [Fact]
    public async Task Without_a_keeper_the_server_itself_counts()
    {
        var process = new TreeLauncher().Start(Servers.Command(Artifacts.Adversary, "hog", $"{Each}", "child"));
        try
        {
            var pids = await Pids(process, 2);
            AssertNear(pids.Sum(ResidentBytes), process.ReadMemory()!.Value);
        }
        finally
        {
            process.Stop();
            await process.End();
        }
        Assert.Null(process.ReadMemory());
    }

    private async Task<(KeptProcess Process, List<int> Pids)> Hogs(string[] kin)
    {
        var process = Start(Servers.Command(Artifacts.Adversary, ["hog", $"{Each}", .. kin]));
        return (process, await Pids(process, kin.Length + 1));
    }

    private static async Task<List<int>> Pids(KeptProcess process, int count)
    {
        var pids = new List<int>();
        while (pids.Count < count)
        {
            var words = (await process.ReadLine()).Split(' ');
            Assert.True(words[0] is "ready" or "grown", string.Join(' ', words));
            pids.Add(int.Parse(words[1]));
        }
        return pids;
    }

    private static long ResidentBytes(int pid)
    {
        var line = File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) << 10;
    }

    // The kernel counts per processor, and only /proc/PID/status sums up the counts (proc_pid_stat(5): rss is
    // inaccurate).
    private static void AssertNear(long expected, long read) => Assert.InRange(read, (expected * 0.9) - MiB, (expected * 1.1) + MiB);
}
