namespace McpActors.Processes.Tests;

/// <summary>Which parts of a definition are secrets, and in which forms they are found.</summary>
public sealed class RedactionTests
{
    private static readonly SecretRedactor Planted = SecretRedactor.For(
        PlantedSecrets.Variables.ToDictionary(variable => variable.Name, variable => variable.Value),
        [.. PlantedSecrets.Arguments.SelectMany(argument => argument.Arguments)],
        new SecretRules { SecretArguments = PlantedSecrets.ConfiguredArguments });

    public static TheoryData<string> Encodings => [.. PlantedSecrets.Encodings];

    [Theory]
    [MemberData(nameof(Encodings))]
    public void None_of_28_secrets_is_left_in_any_encoding(string encoding)
    {
        Assert.Equal(28, PlantedSecrets.Values.Count);
        foreach (var secret in PlantedSecrets.Values)
        {
            var shown = Planted.Redact($"before [{PlantedSecrets.Encode(secret, encoding)}] after");

            Assert.Null(PlantedSecrets.Leak(shown, secret, encoding));
            Assert.StartsWith("before [", shown, StringComparison.Ordinal);
            Assert.EndsWith("] after", shown, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Nor_in_what_was_written_to_stderr_in_pieces(string encoding)
    {
        var tail = new StderrTail(Planted);
        foreach (var secret in PlantedSecrets.Values)
        {
            foreach (var octet in Encoding.UTF8.GetBytes($"it is {PlantedSecrets.Encode(secret, encoding)} \n")) tail.Append([octet]);
        }
        var shown = string.Join('\n', tail.Lines);
        Assert.All(PlantedSecrets.Values, secret => Assert.Null(PlantedSecrets.Leak(shown, secret, encoding)));
    }

    [Theory]
    [InlineData("db-pw-1234")]
    [InlineData("c4che-pw-77")]
    [InlineData("mg-pw-5678")]
    [InlineData("ntn_90817263")]
    [InlineData("MIIEvQIBADANBgkq")]
    public void What_is_part_of_a_value_is_a_secret_by_itself(string part) => Assert.Equal("login with *** failed", Planted.Redact($"login with {part} failed"));

    [Theory]
    [InlineData("A", "1")]
    [InlineData("A", "on")]
    [InlineData("A", "true")]
    [InlineData("A", "development")]
    [InlineData("A", "8080")]
    [InlineData("A", "127.0.0.1:8080")]
    [InlineData("A", "1.25.3")]
    [InlineData("A", "30000ms")]
    [InlineData("A", "/home/me/work/project")]
    [InlineData("A", "./relative/file.json")]
    [InlineData("A", "C:\\Users\\me\\file.json")]
    [InlineData("A", "http://localhost:8080")]
    [InlineData("A", "abc")]
    [InlineData("NODE_ENV", "whatever-it-is")]
    [InlineData("LC_MESSAGES", "en_US.UTF-8")]
    [InlineData("APP_LOG_LEVEL", "chatty")]
    [InlineData("GOOGLE_APPLICATION_CREDENTIALS", "/etc/keys/google.json")]
    public void A_flag_a_number_a_path_and_a_harmless_variable_are_shown(string name, string value)
    {
        var redactor = SecretRedactor.For(new Dictionary<string, string> { [name] = value }, []);
        Assert.Equal($"it is {value} and attack of the 1 on abcdef", redactor.Redact($"it is {value} and attack of the 1 on abcdef"));
    }

    [Fact]
    public void A_short_value_is_hidden_only_where_it_stands_alone() =>
        Assert.Equal("*** (***) westward southwest", SecretRedactor.For(new Dictionary<string, string> { ["A"] = "west" }, []).Redact("west (west) westward southwest"));

    [Fact]
    public void A_variable_that_may_be_shown_is() =>
        Assert.Equal("eu-central", SecretRedactor.For(new Dictionary<string, string> { ["R"] = "eu-central" }, [], new SecretRules { ShownVariables = ["R"] }).Redact("eu-central"));

    [Theory]
    [InlineData("npx --key *** --verbose", "--key", "abc", "--verbose")]
    [InlineData("npx -p *** x", "-p", "-1", "x")]
    [InlineData("npx --header \"X-Y: ***\"", "--header", "X-Y: ab")]
    [InlineData("npx --header \"Accept: text/plain\"", "--header", "Accept: text/plain")]
    [InlineData("npx --port 80 -y @scope/server", "--port", "80", "-y", "@scope/server")]
    public void A_command_line_hides_a_secret_however_short_it_is(string shown, params string[] arguments) =>
        Assert.Equal(shown, SecretRedactor.For(new Dictionary<string, string>(), arguments, new SecretRules { SecretArguments = ["-p"] }).CommandLine("npx", arguments));

    [Fact]
    public void A_beginning_has_no_half_secret_at_its_end()
    {
        var redactor = SecretRedactor.For(new Dictionary<string, string> { ["A"] = new string('x', 50) + new string('y', 50) }, []);
        for (var most = 0; most < 400; most++)
        {
            var shown = redactor.Redact(string.Concat(Enumerable.Repeat(new string('x', 50) + new string('y', 50) + " ", 3)), most);
            Assert.DoesNotContain("x", shown, StringComparison.Ordinal);
            Assert.InRange(shown.Length, Math.Min(most, 3) > 0 ? 1 : 0, Math.Max(3, most));
        }
    }

    [Fact]
    public void A_megabyte_of_text_without_secrets_takes_less_than_a_second()
    {
        var text = string.Concat(Enumerable.Repeat("an ordinary line of a log, with a path /usr/lib/x and a number 1234\n", 15_000));
        Planted.Redact(text[..10_000]);
        var started = Stopwatch.GetTimestamp();
        Assert.Equal(text, Planted.Redact(text));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }
}
