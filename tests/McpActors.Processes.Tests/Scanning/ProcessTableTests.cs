namespace McpActors.Processes.Tests.Scanning;

public sealed class ProcessTableTests : IDisposable
{
    private readonly ConcurrentBag<StartedProcess> _started = [];
    private readonly ProcessTable _table = new();

    public void Dispose()
    {
        foreach (var process in _started) process.Dispose();
        Assert.Empty(Subreaper.EndSurvivors());
    }

    [Fact]
    public void It_sees_who_looks()
    {
        _table.Scan();
        Assert.True(_table.TryFind(Environment.ProcessId, out var self));
        Assert.True(ProcessTable.TryRead(Environment.ProcessId, out var again));
        Assert.Equal((self.StartTicks, self.Parent, self.Name), (again.StartTicks, again.Parent, again.Name));
        Assert.False(_table.TryFind(0, out _));
        Assert.False(ProcessTable.TryRead(int.MaxValue, out _));
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("a) S 1 1 (b")]
    [InlineData(") Z 0 0")]
    [InlineData("Größe 🦊")]
    public async Task It_sees_a_child_by_the_name_that_it_gives_itself(string name)
    {
        var child = await Adversary("renamed", name);
        _table.Scan();
        Assert.True(_table.TryFind(child.Pid, out var row));
        Assert.Equal((name, Environment.ProcessId, false, null), (row.Name, row.Parent, row.IsEnded, row.Mark));
    }

    [Fact]
    public async Task It_sees_the_mark_of_a_child()
    {
        var mark = LineageMark.Of(new HostTag(0x2bad_cafe), 4_000_000_000);
        var child = await Adversary("remarked", mark.Limit.ToString(CultureInfo.InvariantCulture));
        _table.Scan();
        Assert.True(_table.TryFind(child.Pid, out var row));
        Assert.Equal(mark, row.Mark);
    }

    [Fact]
    public async Task A_process_whose_first_thread_has_ended_lives_as_long_as_another_runs()
    {
        var muxer = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        var child = Start(muxer, typeof(ProcessTableTests).Assembly.Location, "headless");
        await child.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line");
        await Patience.Until(() => PlainProc.Of(child.Pid) is { State: 'Z' }, "the end of the first thread");

        _table.Scan();

        Assert.False(child.Exited.IsCompleted);
        Assert.True(_table.TryFind(child.Pid, out var row));
        Assert.False(row.IsEnded);
    }

    [Fact]
    public async Task It_agrees_with_a_plain_reading()
    {
        await Adversary("ignore-eof");
        var before = PlainProc.All();
        var reach = _table.Scan();
        var after = PlainProc.All();

        // A process that existed before and after also existed meanwhile; parents and limits can change, so only
        // unchanged ones are compared.
        var lasting = before.Values.Where(process => after.GetValueOrDefault(process.Pid)?.StartTicks == process.StartTicks).ToList();
        Assert.InRange(lasting.Count, 3, int.MaxValue);
        Assert.Equal(_table.Rows.Length, reach.Processes);
        foreach (var process in lasting)
        {
            Assert.True(_table.TryFind(process.Pid, out var row), $"{process}");
            Assert.Equal(process.StartTicks, row.StartTicks);
            if (process == after[process.Pid] with { State = process.State })
                Assert.Equal((process.Name[..Math.Min(15, process.Name.Length)], process.Parent, process.ResidentLimit), (row.Name, row.Parent, row.ResidentLimit));
        }
        // And it invents no process.
        foreach (var row in _table.Rows)
        {
            var known = before.GetValueOrDefault(row.Pid) ?? after.GetValueOrDefault(row.Pid);
            if (known is not null && known.StartTicks <= row.StartTicks) Assert.Equal(row.Pid, known.Pid);
            else Assert.NotEqual(0, reach.Born);
        }
    }

    [Fact]
    public void Its_rows_are_sorted_and_each_process_is_there_once()
    {
        _table.Scan();
        for (var i = 1; i < _table.Rows.Length; i++) Assert.True(_table.Rows[i - 1].Pid < _table.Rows[i].Pid);
    }

    [Fact]
    public async Task A_process_that_was_born_during_a_settled_scan_is_in_it()
    {
        var born = new ConcurrentQueue<(int Pid, long Fork)>();
        using var enough = new CancellationTokenSource();
        var nursery = Task.Run(() =>
        {
            // Each process stays until the end, and the kernel had counted its fork when it was recorded.
            while (!enough.IsCancellationRequested && born.Count < 400) born.Enqueue((Start("cat").Pid, PlainProc.Forks()));
        });

        var meanwhile = 0;
        while (meanwhile < 25 && !nursery.IsCompleted)
        {
            var atLeast = PlainProc.Forks();
            var reach = _table.Scan();
            if (!reach.Settled) continue;
            foreach (var (pid, fork) in born.Where(process => process.Fork <= atLeast + reach.Born))
            {
                Assert.True(_table.TryFind(pid, out var row), $"{pid} was started at fork {fork}, and missed by {reach} from {atLeast}");
                Assert.Equal(Environment.ProcessId, row.Parent);
                if (fork > atLeast) meanwhile++;
            }
        }
        await enough.CancelAsync();
        await nursery;

        Assert.InRange(meanwhile, 5, int.MaxValue);
    }

    [Fact]
    public async Task A_single_look_says_that_somebody_was_born_meanwhile()
    {
        // A killed process could leave the child that it has just forked.
        var wanted = Path.GetTempFileName();
        var shell = Start("sh", "-c", "i=0; while [ -e \"$0\" ] && [ $i -lt 50000 ]; do (:); i=$((i+1)); done", wanted);
        var busy = 0;
        await Patience.Until(
            () =>
            {
                var reach = _table.Scan(once: true);
                Assert.Equal(reach.Born == 0, reach.Settled);
                Assert.Equal(reach.Complete, reach.Settled && reach is { Hidden: false, Unreadable: 0 });
                return !reach.Settled && ++busy == 10;
            },
            "looks during which somebody was born");
        File.Delete(wanted);
        await shell.Exit();
    }

    [Fact]
    public async Task What_it_allocates_does_not_grow_with_the_processes()
    {
        const int Children = 1500;
        _table.Scan();
        var few = Allocated(() => _table.Scan());

        // They wait for the end of the shell's stdin; without exec each costs one fork.
        var shell = Start("sh", "-c", $"exec 3<&0; i=0; while [ $i -lt {Children} ]; do (read -r x <&3) & i=$((i+1)); done; echo ready; read -r x <&3; wait");
        await shell.Stdout.Next(line => line == "ready", "ready line");
        Assert.InRange(_table.Scan().Processes, Children, int.MaxValue);
        var many = Allocated(() => _table.Scan());
        shell.CloseStdin();
        await shell.Exit();

        Assert.InRange(many, 0, few + 1024);
    }

    private static long Allocated(Func<ScanReach> scan)
    {
        // The minimum of several: a repeated look, or recompiled code, must not be measured.
        var least = long.MaxValue;
        for (var i = 0; i < 5; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            _ = scan();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }

    private async Task<StartedProcess> Adversary(params string[] habit)
    {
        var child = Start([Artifacts.Adversary, .. habit]);
        await child.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line");
        return child;
    }

    private StartedProcess Start(params string[] command)
    {
        var process = StartedProcess.Start(command);
        _started.Add(process);
        return process;
    }
}
