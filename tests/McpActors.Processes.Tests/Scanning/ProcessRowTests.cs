namespace McpActors.Processes.Tests.Scanning;

public sealed class ProcessRowTests
{
    private const string Rest = " 7 8 9 34816 10 4194304 11 12 13 14 15 16 17 18 -20 19 5 0 4711 123456 789 4611686018427387946 1 1 0 0 0\n";

    [Theory]
    [InlineData("sh", "sh")]
    [InlineData("a) S 1 (b", "a) S 1 (b")]
    [InlineData(")))", ")))")]
    [InlineData("((", "((")]
    [InlineData("two words", "two words")]
    [InlineData("", "")]
    [InlineData("größe\n", "größe\n")]
    [InlineData("a name that is longer than others", "a name that is ")] // kernel threads have those
    public void A_line_is_read_whatever_the_program_calls_itself(string name, string read)
    {
        Assert.True(ProcessRow.TryParse(Encoding.UTF8.GetBytes($"42 ({name}) S" + Rest), out var row));
        Assert.Equal(
            (42, read, (byte)'S', 7, 4711L, 789L, (1UL << 62) + 42), (row.Pid, row.Name, row.State, row.Parent, row.StartTicks, row.ResidentPages, row.ResidentLimit));
        Assert.Equal(LineageMark.Of(new HostTag(0), 42), row.Mark);
    }

    [Fact]
    public void A_line_that_was_cut_is_no_process()
    {
        var whole = "42 (sh) S" + Rest;
        var limit = whole.IndexOf("4611", StringComparison.Ordinal);
        for (var length = 0; length <= limit + 18; length++)
            Assert.False(ProcessRow.TryParse(Encoding.UTF8.GetBytes(whole[..length]), out _), whole[..length]);
    }

    [Theory]
    [InlineData('Z', true, false)]
    [InlineData('X', true, false)]
    [InlineData('T', false, true)]
    [InlineData('t', false, true)]
    [InlineData('R', false, false)]
    [InlineData('D', false, false)]
    [InlineData('I', false, false)]
    public void A_letter_says_whether_it_has_ended_or_stopped(char state, bool ended, bool stopped)
    {
        Assert.True(ProcessRow.TryParse(Encoding.UTF8.GetBytes($"42 (sh) {state}" + Rest.Replace(" 19 5 0 ", " 19 1 0 ", StringComparison.Ordinal)), out var row));
        Assert.Equal((ended, stopped), (row.IsEnded, row.IsStopped));
    }
}
