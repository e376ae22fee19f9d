namespace McpActors.Processes.Tests.Sweeping;

/// <summary>A pid that was judged refers to another process when it is to be signalled.</summary>
public sealed class RecycledPidTests : SweepTest
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(-1, false)]
    [InlineData(1, false)]
    public async Task Who_has_another_start_time_is_not_opened(long ticks, bool opened)
    {
        var mark = LineageMark.Of(Host.Tag, 999);
        var process = await Marked(mark);
        Assert.True(ProcessTable.TryRead(process.Pid, out var row));
        row.StartTicks += ticks;

        using var target = Open(new Verdict(row, mark, Standing.Stray, LineageProof.Mark));
        Assert.Equal(opened, target is not null);
    }

    [Fact]
    public async Task Who_has_another_mark_another_parent_or_no_evidence_any_more_is_not_opened()
    {
        var mark = LineageMark.Of(Host.Tag, 999);
        var process = await Marked(mark);
        Assert.True(ProcessTable.TryRead(process.Pid, out var row));

        Assert.Null(Open(new Verdict(row, LineageMark.Of(Host.Tag, 998), Standing.Stray, LineageProof.Mark)));
        Assert.Null(Open(new Verdict(row, mark, Standing.Stray, LineageProof.Environment)));
        Assert.Null(Open(new Verdict(row, mark, Standing.Stray, LineageProof.Pipe)));
        using (var child = Open(new Verdict(row, mark, Standing.Stray, LineageProof.Descent))) Assert.NotNull(child);
        row.Parent = 1;
        Assert.Null(Open(new Verdict(row, mark, Standing.Stray, LineageProof.Descent)));
    }

    /// <summary>proc(5), ns_last_pid, in its own pid namespace, where the test can choose the next pid.</summary>
    [SkippableFact]
    public async Task A_pid_that_the_kernel_has_given_to_somebody_else_is_not_opened()
    {
        Elsewhere.SkipIfImpossible();
        var said = await Elsewhere.Run("exec unshare --pid --fork --mount-proc \"$@\"", asNobody: false, "recycle");
        Skip.If(said.StartsWith("refused", StringComparison.Ordinal), said);
        Assert.Equal("judged Stray; recycled True; opened False; found 0; alive True", said);
    }

    private static Target? Open(Verdict verdict) => Target.TryOpen(verdict, new EvidenceReader(new Claims { Self = Environment.ProcessId }));
}
