namespace McpActors.Tests.Configuration.Import;

/// <summary>Variables in imported files.</summary>
public sealed class ExpansionTests : ImportFolder
{
    [Theory]
    [InlineData("${SET}", "value")]
    [InlineData("${env:SET}", "value")]
    [InlineData("${SET:-default}", "value")]
    [InlineData("${UNSET:-default}", "default")]
    [InlineData("${env:UNSET:-default}", "default")]
    [InlineData("${UNSET:-a:-b}", "a:-b")]
    [InlineData("${UNSET:-}", "")]
    [InlineData("${EMPTY:-default}", "")]
    [InlineData("${UNSET:-a\nb}", "a\nb")]
    [InlineData("Bearer ${SET}/${SET}!", "Bearer value/value!")]
    [InlineData("${NESTED}", "${SET} $1 $&")]
    [InlineData("$SET {SET} $ {SET} $$ }", "$SET {SET} $ {SET} $$ }")]
    [InlineData("${ProgramFiles(x86)}", "C:/x86")]
    public void A_variable_is_replaced_once_wherever_it_stands(string text, string expected)
    {
        Set("SET", "value");
        Set("EMPTY", "");
        Set("NESTED", "${SET} $1 $&");
        Set("ProgramFiles(x86)", "C:/x86");
        var json = JsonSerializer.Serialize(text);
        var command = JsonSerializer.Serialize("c" + text);
        var server = ReadEntry($$"""{ "command": {{command}}, "args": ["x", {{json}}], "env": { "${SET}": {{json}} }, "cwd": {{json}} }""");
        Assert.Equal("c" + expected, server.Command);
        Assert.Equal(["x", expected], server.Arguments);
        Assert.Equal(new Dictionary<string, string> { ["${SET}"] = expected }, server.Environment);
        Assert.Equal(expected, server.WorkingDirectory);
    }

    [Theory]
    [InlineData("${UNSET}", "the variable UNSET is not set; allowed: a variable that is set, or ${UNSET:-default}")]
    [InlineData("${env:UNSET}", "the variable UNSET is not set")]
    [InlineData("${input:token}", "has an ${input:...}, which needs a person to answer")]
    [InlineData("${SET%/}", "has a ${...} of an unknown form; allowed: ${NAME}, ${NAME:-default} or ${env:NAME}")]
    [InlineData("${}", "has a ${...} of an unknown form")]
    [InlineData("${1}", "has a ${...} of an unknown form")]
    [InlineData("${SET", "has a ${ that is never closed")]
    [InlineData("${UNSET:-${SET}}", "the default of UNSET contains a variable")]
    public void What_has_no_value_is_a_mistake(string text, string problem)
    {
        Assert.StartsWith($".mcp.json:1:37: mcpServers.a.command: {problem}",
            Assert.Single(MistakesOfEntry($$"""{ "command": "{{text}}" }""")), StringComparison.Ordinal);
    }

    [Fact]
    public void All_of_them_are_told_at_once()
    {
        Assert.Equal(
            [
                ".mcp.json:1:51: mcpServers.a.args[0]: the variable A is not set",
                ".mcp.json:1:51: mcpServers.a.args[0]: the variable B is not set",
                ".mcp.json:1:86: mcpServers.a.env.TOKEN: the variable A is not set",
                ".mcp.json:1:103: mcpServers.a.cwd: the variable C is not set",
            ],
            MistakesOfEntry("""{ "command": "x", "args": ["${A}${B}${A}"], "env": { "TOKEN": "${A}" }, "cwd": "${C}" }""").Select(m => m.Split(';')[0]));
    }

    [Fact]
    public void A_variable_whose_name_is_secret_is_hidden_wherever_it_stands()
    {
        Set("GITHUB_TOKEN", "hunter2hunter2");
        Set("PROJECT", "the-project");
        var spec = ReadEntry("""{ "command": "x", "args": ["${GITHUB_TOKEN}", "${PROJECT}", "${DB_PASSWORD:-hunter3hunter3}", "--flag"] }""").ToProcessSpec();
        Assert.Equal("x *** the-project *** --flag", spec.Secrets.CommandLine(spec.Command, spec.Arguments));
    }

    [Fact]
    public void What_is_read_twice_is_the_same()
    {
        const string Entry = """{ "command": "${A}", "args": ["${B:-b}"], "env": { "T": "${A}" } }""";
        Set("A", "a");
        var once = ReadEntry(Entry);
        Assert.Equal(once, Again());
        Set("A", "other");
        Assert.NotEqual(once, Again() with { Command = once.Command });

        ServerSettings Again() => ReadEntry(Entry) with { Arguments = once.Arguments, Environment = once.Environment };
    }

    [Theory]
    [InlineData("""{ "command": "x", "env": { "API_TOKEN": ["hunter2hunter2"] } }""")]
    [InlineData("""{ "command": "x", "env": { "API_TOKEN": "hunter2hunter2\u0000" } }""")]
    [InlineData("""{ "command": "x", "env": { "API_TOKEN": "${hunter2hunter2!}" } }""")]
    [InlineData("""{ "command": "x", "env": { "API_TOKEN": "${A:-hunter2${B}}" } }""")]
    [InlineData("""{ "command": "x", "env": { "API_TOKEN": "${SECRET}${UNSET}" } }""")]
    [InlineData("""{ "command": "x", "env": "API_TOKEN=hunter2hunter2" }""")]
    [InlineData("""{ "command": "x", "args": "--token=hunter2hunter2" }""")]
    [InlineData("""{ "command": "x", "args": ["--token", { "hunter2": "hunter2" }] }""")]
    [InlineData("""{ "command": "x", "env": { "API_TOKEN": thunter2hunter2 } }""")]
    [InlineData("""{ "command": "x", "env": { "API_TOKEN": hunter2hunter2 } }""")]
    [InlineData("""{ "command": "x", "env": { "API_TOKEN": 'hunter2hunter2' } }""")]
    [InlineData("""{ "command": "x", "env": { "API_TOKEN": "hunter2hunter2 } }""")]
    [InlineData("""{ "command": "x", "env": { "API_TOKEN": "hunter2hunter2" "hunter2" } }""")]
    [InlineData("""{ "command": "x", "env": { "API_TOKEN": 5hunter2 } }""")]
    [InlineData("""{ "command": [["hunter2"]], "cwd": { "hunter2": 1 }, "envFile": "hunter2" }""")]
    [InlineData("\"hunter2\"")]
    public void No_mistake_echoes_a_secret(string entry)
    {
        Set("SECRET", "hunter2hunter2");
        Write(".mcp.json", $"{{ \"mcpServers\": {{ \"a\": {entry} }} }}");
        McpActorsSettings? settings = null;
        var error = Record.Exception(() => settings = Read());
        Assert.True(error is McpConfigurationException || settings!.Skipped.Single().Mistakes.Count > 0, $"{error}");
        Assert.DoesNotContain("hunter2", $"{error} {string.Join(' ', settings?.Skipped.Select(s => $"{s} {string.Join(' ', s.Mistakes)}") ?? [])}", StringComparison.Ordinal);
    }
}
