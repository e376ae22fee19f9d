namespace McpActors.Tests.Configuration;

/// <summary>
/// Small texts that expand enormously, or are nested deeper than any stack, soon end with an error message.
/// </summary>
public sealed class HostileTextTests
{
    // Well below a second on an idle machine; the tests share theirs.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    public static TheoryData<string, string> Hostile => new()
    {
        { "doubling texts", Lines("a0 = xx", i => $"a{i} = ${{a{i - 1}}}${{a{i - 1}}}", 60) },
        { "doubling texts, the last first", Backwards("a0 = xx", i => $"a{i} = ${{a{i - 1}}}${{a{i - 1}}}", 60) },
        { "doubling lists", Lines("a0 = [x, x]", i => $"a{i} = ${{a{i - 1}}}${{a{i - 1}}}", 60) },
        { "lists of lists", Lines("a0 = [x]", i => $"a{i} = [${{a{i - 1}}}, ${{a{i - 1}}}]", 60) },
        { "doubling objects", Lines("a0 { x = 1 }", i => $"a{i} {{ l = ${{a{i - 1}}}, r = ${{a{i - 1}}} }}", 60) },
        { "doubling nothing", Lines("a0 = \"\"", i => $"a{i} = ${{a{i - 1}}}${{a{i - 1}}}", 60) },
        { "doubling a variable", Lines("a0 = ${EMPTY}", i => $"a{i} = ${{a{i - 1}}}${{a{i - 1}}}", 60) },
        { "a chain of 101", Lines("a0 = x", i => $"a{i} = ${{a{i - 1}}}", 101) },
        { "large texts one after the other", $"a0 = \"{new string('x', 4 << 20)}\"\n" + Backwards("b = 1", i => $"a{i} = ${{a{i - 1}}}x", 300) },
        { "a chain of 200,000", Lines("a0 = x", i => $"a{i} = ${{a{i - 1}}}", 200_000) },
        { "a chain of 200,000, the last first", Backwards("a0 = x", i => $"a{i} = ${{a{i - 1}}}", 200_000) },
        { "a chain of 200,000 lists, the last first", Backwards("a0 = [x]", i => $"a{i} = ${{a{i - 1}}} [y]", 200_000) },
        { "a chain of 200,000 overrides", Lines("a = x", _ => "a = ${?unset}", 200_000) },
        { "circles", string.Join('\n', Enumerable.Range(0, 40).Select(i => $"a{i} = ${{?a{(i + 1) % 40}}}${{?a{(i + 7) % 40}}}${{?a{(i + 13) % 40}}}x")) },
        { "deep lists", "a = " + new string('[', 200_000) },
        { "deep objects", "a " + string.Concat(Enumerable.Repeat("{ a ", 200_000)) },
        { "a deep path", "a" + string.Concat(Enumerable.Repeat(".a", 200_000)) + " = 1" },
        { "a path in a substitution", "a = ${a" + string.Concat(Enumerable.Repeat(".a", 200_000)) + "}" },
        { "two million values", "a = [" + string.Concat(Enumerable.Repeat("1,", 2_000_000)) + "]" },
    };

    public static TheoryData<string, string> Large => new()
    {
        { "200,000 keys of one object, each by its path", Lines("a.b0 = 1", i => $"a.b{i} = 1", 200_000) },
        { "200,000 objects over one another", Lines("a { b0 = 1 }", i => $"a {{ b{i} = 1 }}", 200_000) },
        { "200,000 objects over a substitution", "s { x = 1 }\na = ${s}\n" + Lines("a { b0 = 1 }", i => $"a {{ b{i} = 1 }}", 200_000) },
        { "100,000 objects side by side", "a = " + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{{b{i}=1}}")) },
        { "100,000 objects in objects side by side", "a = " + string.Concat(Enumerable.Range(0, 100_000).Select(i => $"{{c{{b{i}=1}}}}")) },
        { "a chain of 100", Lines("a0 = x", i => $"a{i} = ${{a{i - 1}}}", 100) },
        { "200,000 substitutions of one value", Lines("a0 = x", i => $"a{i} = ${{a0}}", 200_000) },
        { "a million values", "a = [" + string.Concat(Enumerable.Repeat("1,", 999_000)) + "]" },
        { "a text of 8 Mi characters twice", $"a = \"{new string('x', 8 << 20)}\"\nb = ${{a}}" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_text_is_refused_in_a_sentence_and_soon(string what, string text)
    {
        var (error, elapsed) = await ReadAsync(text);

        var refusal = Assert.IsType<McpConfigurationException>(error);
        Assert.InRange(refusal.Message.Length, 20, 2000);
        Assert.True(elapsed < Soon, $"{what}: {elapsed}");
    }

    [Theory]
    [MemberData(nameof(Large))]
    public async Task What_is_only_large_is_read_and_soon(string what, string text)
    {
        var (error, elapsed) = await ReadAsync(text);

        Assert.Null(error);
        Assert.True(elapsed < Soon, $"{what}: {elapsed}");
    }

    [Fact]
    public void A_value_in_a_circle_is_what_it_is_where_the_circle_is_entered()
    {
        var config = ConfigurationFile.Parse("b = ${?c} [2]\nc = ${?b} [3]\nd = ${b} ${c}", "f", _ => null);
        Assert.Equal("3 2", string.Join(' ', config.GetStringList("b")));
        Assert.Equal("2 3", string.Join(' ', config.GetStringList("c")));
        Assert.Equal("3 2 2 3", string.Join(' ', config.GetStringList("d")));
    }

    [Fact]
    public void Ten_thousand_mistakes_are_told_in_a_thousand()
    {
        var text = "mcp-actors.servers {\n" + string.Concat(Enumerable.Range(0, 5000).Select(i => $"s{i}.comand = x\n")) + "}";
        var mistakes = Assert.Throws<McpConfigurationException>(() => Hocon.Settings(text)).Mistakes;
        Assert.Equal(1001, mistakes.Count);
        Assert.Contains("more mistakes are not listed", mistakes[^1].Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mcp-actors.scheduler.time-zone = \"../../../../etc/passwd\"")]
    [InlineData("mcp-actors.scheduler.time-zone = \"/dev/tty\"")]
    public void A_time_zone_is_no_path(string text) => Assert.Contains("unknown time zone", Assert.Single(Hocon.Mistakes(text)).Problem, StringComparison.Ordinal);

    [Fact]
    public void Characters_that_are_not_seen_are_shown_escaped()
    {
        var mistake = Assert.Single(Hocon.Mistakes("mcp-actors.reaper.sweep-interval = \"5\u202e\u2066s\u200b\u0085\""));
        Assert.Equal("\"5\\u202e\\u2066s\\u200b\\u0085\"", mistake.Value);
        Assert.Contains("\\u202e", Assert.Throws<McpConfigurationException>(() => ConfigurationFile.Parse("a\u202eb ]", "f", _ => null)).Message, StringComparison.Ordinal);
    }

    private static async Task<(Exception? Error, TimeSpan Elapsed)> ReadAsync(string text)
    {
        var started = Stopwatch.GetTimestamp();
        var error = await Task.Run(() => Record.Exception(() => SettingsReader.Read(ConfigurationFile.Parse(text, "f.conf", Variable), environment: Variable)))
            .WaitAsync(TimeSpan.FromSeconds(60));
        return (error, Stopwatch.GetElapsedTime(started));

        static string? Variable(string name) => name == "EMPTY" ? "" : null;
    }

    private static string Lines(string first, Func<int, string> next, int count)
    {
        var text = new StringBuilder(first).Append('\n');
        for (var i = 1; i <= count; i++) text.Append(next(i)).Append('\n');
        return text.ToString();
    }

    private static string Backwards(string first, Func<int, string> next, int count)
    {
        var text = new StringBuilder();
        for (var i = count; i > 0; i--) text.Append(next(i)).Append('\n');
        return text.Append(first).Append('\n').ToString();
    }
}
