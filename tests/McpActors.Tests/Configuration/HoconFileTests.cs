namespace McpActors.Tests.Configuration;

/// <summary>Files with and without valid HOCON, and the positions of errors.</summary>
public sealed class HoconFileTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("mcp-actors-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData("a {\n  b = 1\n", "1:3", "'{' is never closed")]
    [InlineData("a = 1 }\nb = 2", "1:7", "closes nothing")]
    [InlineData("a = [ { x = 1 } }", "1:17", "unexpected '}'")]
    [InlineData("a = [1, 2", "1:5", "'[' is never closed")]
    [InlineData("a = [1,,2]", "1:8", "value is missing")]
    [InlineData("a = \"text\nb = 1", "1:5", "quote is never closed")]
    [InlineData("a = \"\"\"text\nb = 1", "1:5", "never closed")]
    [InlineData("a = \"\\x\"", "1:6", "unknown escape")]
    [InlineData("a = \"\\u12\"", "1:6", "unfinished escape")]
    [InlineData("a = \"\\ud83d\"", "1:5", "half a surrogate pair")]
    [InlineData("a", "1:2", "'a' is followed by the end of the file")]
    [InlineData("a\nb = 1", "1:2", "followed by the end of the line")]
    [InlineData("a =\nb = 1", "2:3", "unexpected '='")]
    [InlineData("a = http://x", "1:9", "unexpected ':'")]
    [InlineData("a = 1 = 2", "1:7", "unexpected '='")]
    [InlineData("a = ", "1:5", "value is missing before the end of the file")]
    [InlineData("a = * * * * *", "1:5", "unexpected '*'")]
    [InlineData("a = x?", "1:6", "unexpected '?'")]
    [InlineData("a += 1", "1:3", "not supported")]
    [InlineData("include \"b.conf\"", "1:1", "include is not supported")]
    [InlineData("= 1", "1:1", "a key is expected")]
    [InlineData("a = ${x", "1:5", "never closed")]
    [InlineData("a = ${x}", "1:5", "nothing is named 'x'")]
    [InlineData("a = ${a}", "1:5", "refers to itself")]
    [InlineData("a = ${b}, b = ${a}", "1:15", "refers to itself")]
    [InlineData("a = x { }", "1:5", "are mixed in one value")]
    [InlineData("a = \u0001", "1:5", "control character U+0001")]
    [InlineData("{ a = 1 } b", "1:11", "after the last '}'")]
    [InlineData("# nothing\n", null, "is empty")]
    [InlineData("", null, "is empty")]
    public void A_malformed_text_is_refused_with_its_place(string text, string? place, string problem)
    {
        var mistake = Assert.Single(Assert.Throws<McpConfigurationException>(() => ConfigurationFile.Parse(text, "f.conf", _ => null)).Mistakes);
        Assert.Equal(place is null ? "f.conf" : $"f.conf:{place}", mistake.Where);
        Assert.Contains(problem, mistake.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_broken_in_a_file_it_is_read_or_refused()
    {
        var text = File.ReadAllText(Hocon.File("host.conf"));
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var broken in new[] { text[..i], text.Remove(i, 1), text.Insert(i, "}"), text.Insert(i, "\""), text.Insert(i, "[") })
            {
                var e = Record.Exception(() => SettingsReader.Read(ConfigurationFile.Parse(broken, "f", _ => null), environment: _ => null));
                Assert.True(e is null or McpConfigurationException, $"{e}\n{broken}");
            }
        }
    }

    [Theory]
    [InlineData("a = ", "[", "")]
    [InlineData("", "a{", "")]
    [InlineData("a", ".a", " = 1")]
    public void Nesting_without_end_is_refused(string begin, string nesting, string end)
    {
        var text = $"{begin}{string.Concat(Enumerable.Repeat(nesting, 100_000))}{end}";

        Assert.Contains("too deeply", Assert.Throws<McpConfigurationException>(() => ConfigurationFile.Parse(text, "f")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a.b.c = 1, a.b.d = 2", "a.b.c", "1")]
    [InlineData("{ \"a\": { \"b\": \"x y\" } }", "a.b", "x y")]
    [InlineData("a { b = 1 }\na { c = 2 }", "a.b", "1")]
    [InlineData("a = 16 MiB # comment", "a", "16 MiB")]
    [InlineData("a = x // comment\n", "a", "x")]
    [InlineData("a = \"\"\"q\"uo\ted\"\"\"", "a", "q\"uo\ted")]
    [InlineData("a = \"tab\\tend\"", "a", "tab\tend")]
    [InlineData("a = b\"c\"d", "a", "bcd")]
    [InlineData("\r\na = 1\r\nb = 2\r\n", "b", "2")]
    [InlineData("a : {b : 1}, c : ${a.b}5", "c", "15")]
    [InlineData("a = 1, a = ${?nothing}", "a", "1")]
    [InlineData("a = 1, a = ${?SET}", "a", "from outside")]
    [InlineData("a = ${SET}", "a", "from outside")]
    [InlineData("a = \"<\"${?nothing}\">\"", "a", "<>")]
    [InlineData("SET = inside, a = ${SET}", "a", "inside")]
    [InlineData("b { x = 1, y = 1 }, a = ${b} { x = 2 }", "a.x", "2")]
    [InlineData("b { x = 1, y = 1 }, a = ${b} { x = 2 }", "a.y", "1")]
    [InlineData("b { x = 1 }, a = ${b}, a.y = 2", "a.x", "1")]
    [InlineData("a = \"~/x\"", "a", "~/x")]
    [InlineData("a = \"\\ud83d\\ude00\"", "a", "😀")]
    public void What_is_HOCON_is_read(string text, string path, string expected) =>
        Assert.Equal(expected, ConfigurationFile.Parse(text, "f", name => name == "SET" ? "from outside" : null).GetString(path));

    [Fact]
    public void An_optional_substitution_without_a_value_leaves_no_key()
    {
        var config = ConfigurationFile.Parse("a = ${?nothing}, b = [1, ${?nothing}, 2] [3]", "f", _ => null);
        Assert.False(config.HasPath("a"));
        Assert.Equal(["1", "2", "3"], config.GetStringList("b"));
    }

    [Fact]
    public void The_processs_own_environment_is_the_default()
    {
        var path = Environment.GetEnvironmentVariable("PATH");
        Assert.Equal(path, ConfigurationFile.Parse("a = ${PATH}", "f").GetString("a"));
    }

    [Fact]
    public void A_file_is_read_and_merges_as_any_configuration()
    {
        var file = Write("mcp-actors.reaper.sweep-interval = 1m\nakka.loglevel = DEBUG");
        var config = ConfigurationFile.Load(file).WithFallback(ConfigurationFactory.Default());
        Assert.Equal("DEBUG", config.GetString("akka.loglevel"));
        Assert.Equal(TimeSpan.FromMinutes(1), SettingsReader.Read(config, file, _ => null).Reaper.SweepInterval);
    }

    [Fact]
    public void A_file_that_cannot_be_read_is_named_with_the_reason()
    {
        Refused(Path.Combine(_directory.FullName, "none.conf"), "does not exist");
        Refused(Path.Combine(_directory.FullName, "none", "none.conf"), "does not exist");
        Refused(_directory.FullName, "is a directory");
        Refused("a\0b", "cannot be read");
        Refused(Write(" \n# only a comment"), "is empty");
        var binary = Write("");
        File.WriteAllBytes(binary, [0xC3, 0x28]);
        Refused(binary, "not UTF-8");
    }

    [SkippableFact]
    public void A_file_that_may_not_be_read_is_named_with_the_reason()
    {
        Skip.If(OperatingSystem.IsWindows(), "Windows has no file modes.");
        Skip.If(Environment.IsPrivilegedProcess, "root reads everything.");
        var file = Write("a = 1");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.None);
        Refused(file, "may not be read");
    }

    private static void Refused(string path, string problem)
    {
        var mistake = Assert.Single(Assert.Throws<McpConfigurationException>(() => ConfigurationFile.Load(path)).Mistakes);
        Assert.Equal(path, mistake.Where);
        Assert.Contains(problem, mistake.Problem, StringComparison.Ordinal);
    }

    private string Write(string text)
    {
        var path = Path.Combine(_directory.FullName, $"{Guid.NewGuid():n}.conf");
        File.WriteAllText(path, text);
        return path;
    }
}
