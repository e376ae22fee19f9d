namespace McpActors.Processes.Tests;

public sealed class SecretRedactorTests
{
    private const string Value = "s3cr3t-value";

    [Theory]
    [InlineData("GITHUB_TOKEN")]
    [InlineData("GITHUB_PERSONAL_ACCESS_TOKEN")]
    [InlineData("token")]
    [InlineData("CLIENT_SECRET")]
    [InlineData("DB_PASSWORD")]
    [InlineData("DB_PASS")]
    [InlineData("MYSQL_PWD")]
    [InlineData("SSH_PASSPHRASE")]
    [InlineData("OPENAI_API_KEY")]
    [InlineData("OPENAI_APIKEY")]
    [InlineData("AWS_SECRET_ACCESS_KEY")]
    [InlineData("BRAVE_KEY")]
    [InlineData("MAXMIND_LICENSE_KEY")]
    [InlineData("GOOGLE_CREDENTIALS")]
    [InlineData("BASIC_AUTH")]
    [InlineData("AUTHORIZATION")]
    [InlineData("AZURE_STORAGE_CONNECTION_STRING")]
    // Nothing in the name marks it as harmless.
    [InlineData("TOKENIZER")]
    [InlineData("KEYBOARD")]
    [InlineData("PASSENGERS")]
    [InlineData("MONKEY")]
    public void The_value_of_a_variable_with_such_a_name_is_masked(string name) =>
        Assert.Equal("it is *** here", Environment(name, Value).Redact($"it is {Value} here"));

    [Theory]
    [InlineData("PATH")]
    [InlineData("PWD")]
    [InlineData("OLDPWD")]
    [InlineData("LOG_LEVEL")]
    [InlineData("GIT_AUTHOR_NAME")]
    [InlineData("SSH_AUTH_SOCK")]
    [InlineData("AZURE_AUTHORITY_HOST")]
    [InlineData("MAX_TOKENS")]
    [InlineData("MAX_OUTPUT_TOKENS")]
    public void The_value_of_a_variable_with_such_a_name_is_not(string name) =>
        Assert.Equal($"it is {Value} here", Environment(name, Value).Redact($"it is {Value} here"));

    [Theory]
    [InlineData("--token=" + Value)]
    [InlineData("--api-key", Value)]
    [InlineData("--api_key", Value)]
    [InlineData("--apiKey", Value)]
    [InlineData("-password", Value)]
    [InlineData("-e", "GITHUB_TOKEN=" + Value)]
    [InlineData("--header", "X-Api-Key: " + Value)]
    [InlineData("--header", "Authorization: Bearer " + Value)]
    [InlineData("https://me:" + Value + "@example.org/x")]
    [InlineData("redis://:" + Value + "@cache:6379")]
    public void A_secret_in_the_arguments_is_masked_wherever_it_appears(params string[] arguments)
    {
        var redactor = SecretRedactor.For(new Dictionary<string, string>(), arguments);
        Assert.Equal("server says: ***!", redactor.Redact($"server says: {Value}!"));
        Assert.DoesNotContain(Value, redactor.CommandLine("npx", arguments), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--author", Value)]
    [InlineData("--max-tokens", Value)]
    [InlineData("--tokenizer", Value)]
    [InlineData("--root", Value)]
    [InlineData("token", Value)]
    [InlineData("--token", "--" + Value)]
    [InlineData("--token")]
    public void An_innocent_argument_is_not(params string[] arguments) =>
        Assert.Equal(Value, SecretRedactor.For(new Dictionary<string, string>(), arguments).Redact(Value));

    [Theory]
    [InlineData("clone https://user:hunter2@github.com/a/b failed", "clone https://***@github.com/a/b failed")]
    [InlineData("redis://:hunter2@cache:6379", "redis://***@cache:6379")]
    [InlineData("postgres://u:p@ss:word@db/x", "postgres://***@db/x")]
    [InlineData("GET https://x.org/mcp?exaApiKey=abc123&v=1", "GET https://x.org/mcp?exaApiKey=***&v=1")]
    [InlineData("Authorization: Bearer abc.def-123", "Authorization: Bearer ***")]
    [InlineData("authorization: basic dXNlcjpwYXNz==", "authorization: basic ***")]
    [InlineData("ghp_0123456789abcdefghij", "***")]
    [InlineData("key sk-abcdefghijklmnopqrstuvwx.", "key ***.")]
    [InlineData("xoxb-1234567890-abc", "***")]
    [InlineData("AKIAABCDEFGHIJKLMNOP", "***")]
    [InlineData("jwt=eyJhbGciOi.eyJzdWIi.c2ln;", "jwt=***;")]
    public void A_token_of_a_known_shape_is_masked(string text, string masked) => Assert.Equal(masked, SecretRedactor.None.Redact(text));

    [Theory]
    [InlineData("ssh://git@github.com:22/a/b")]
    [InlineData("http://localhost:8080/path@2")]
    [InlineData("listening on http://[::1]:3000")]
    [InlineData("npx @scope/server@1.2.3")]
    [InlineData("Bearer token missing")]
    [InlineData("Basic usage: run")]
    [InlineData("a task-force of disk-drives and risk-takers-of-the-world")]
    [InlineData("https://x.org/?page=2&sort=name")]
    [InlineData("at Foo.Bar() in /src/a.cs:line 12")]
    public void Innocent_text_is_left_alone(string text) => Assert.Equal(text, SecretRedactor.None.Redact(text));

    [Theory]
    [InlineData("A_TOKEN", "B_TOKEN")]
    [InlineData("B_TOKEN", "A_TOKEN")]
    public void A_secret_that_contains_another_is_masked_whole(params string[] order)
    {
        var redactor = SecretRedactor.For(order.ToDictionary(name => name, name => name == "A_TOKEN" ? "abcdef" : "xx-abcdef-yy"), []);

        Assert.Equal("*** and ***", redactor.Redact("xx-abcdef-yy and abcdef"));
    }

    [Fact]
    public void A_short_value_stands_in_too_many_words() => Assert.Equal("devices", Environment("TOKEN", "dev").Redact("devices"));

    [Fact]
    public void A_command_line_quotes_what_has_blanks() =>
        Assert.Equal("npx -y \"a b\" --token ***", SecretRedactor.For(new Dictionary<string, string>(), ["--token", Value])
            .CommandLine("npx", ["-y", "a b", "--token", Value]));

    [Theory]
    [InlineData("eyJ-")]
    [InlineData("eyJa.")]
    [InlineData("://a:")]
    [InlineData("?token")]
    [InlineData("sk-")]
    [InlineData("Bearer ")]
    [InlineData("Bearer\t\t\t\t")]
    public async Task Hostile_text_costs_no_more_than_any_other(string piece)
    {
        var text = string.Concat(Enumerable.Repeat(piece, (256 << 10) / piece.Length));
        // A pattern that backtracks over the same characters fails by the timeout.
        await Task.Run(() => SecretRedactor.None.Redact(text)).WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static SecretRedactor Environment(string name, string value) =>
        SecretRedactor.For(new Dictionary<string, string> { [name] = value }, []);
}
