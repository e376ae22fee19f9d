using System.Text.Encodings.Web;

namespace McpActors.Testing;

/// <summary>28 secrets as configurations hold them, and the encodings in which programs print them.</summary>
internal static class PlantedSecrets
{
    /// <summary>The variables of a server's environment, with the secret in each.</summary>
    public static IReadOnlyList<(string Name, string Value)> Variables { get; } =
    [
        ("GITHUB_PERSONAL_ACCESS_TOKEN", "gh-8f3a91c27d"), ("NOTION", "nt-Zk29sPq81Lm"), ("BRAVE_API_KEY", "BSAq8Z71hhT0x"), ("MYSQL_PWD", "p4ss wörd/ü+1"),
        ("STRIPE", "quoted\"and\\slashed"), ("OPENROUTER", "a&b=c?d#e%20f"), ("LINEAR", "tab\tand<angle>'s"), ("SENTRY", "日本語の秘密の鍵"),
        ("SLACK_TEAM", "T0ZZ9Q8R7S"), ("REDIS", "redis://:c4che-pw-77@cache:6379/0"), ("DATABASE_URL", "postgres://app:db-pw-1234@db:5432/x?sslmode=require"),
        ("WEBHOOK", "https://hooks.example.org/services/T01/B02/qq77ww88ee99"), ("MONGO", "Server=db;User Id=app;Password=mg-pw-5678;"),
        ("OPENAPI_MCP_HEADERS", """{"Authorization":"Bearer ntn_90817263","X-Version":"2022-06-28"}"""), ("PRIVATE", "-----BEGIN K-----\nMIIEvQIBADANBgkq\n-----END K-----"),
        ("BASE64ISH", "/x7Gh2kPq9LmZt4vWb8Rc1=="), ("UUID", "0b9c6f0e-4a52-4d8e-9f57-0f1d5a5b7c11"), ("PIN", "90417735"), ("EMOJI", "rocket🚀secret🔑"), ("SHORT", "zq7x"),
    ];

    /// <summary>The arguments, with the secret in each.</summary>
    public static IReadOnlyList<(string[] Arguments, string Value)> Arguments { get; } =
    [
        (["--key", "arg-key-3141592"], "arg-key-3141592"), (["--pat=arg-pat-2718281"], "arg-pat-2718281"), (["--header", "X-Custom: hdr-val-1618033"], "hdr-val-1618033"),
        (["-H", "Authorization: Bearer hdr-tok-1414213"], "hdr-tok-1414213"), (["--api-key=arg-api-1732050"], "arg-api-1732050"), (["--password", "arg-pw-2236067"], "arg-pw-2236067"),
        (["-p", "configured-2449489"], "configured-2449489"), (["--dsn=configured-2645751"], "configured-2645751"),
    ];

    /// <summary>The configuration that the last two need.</summary>
    public static IReadOnlyList<string> ConfiguredArguments { get; } = ["-p", "--dsn"];

    /// <summary>The values that must not appear anywhere, in any encoding.</summary>
    public static IReadOnlyList<string> Values { get; } = [.. Variables.Select(v => v.Value), .. Arguments.Select(a => a.Value)];

    public static IReadOnlyList<string> Encodings { get; } =
        ["plain", "json", "json-ascii", "percent", "base64", "base64-unpadded", "base64-url", "two-lines", "basic", "hex"];

    /// <summary>A secret as a program would print it. An encoded short secret could be any text.</summary>
    public static string Encode(string secret, string encoding) => encoding switch
    {
        "plain" => secret,
        "json" => JsonEncodedText.Encode(secret, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).ToString(),
        "json-ascii" => JsonEncodedText.Encode(secret).ToString(),
        "percent" => Uri.EscapeDataString(secret),
        "base64" => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)),
        "base64-unpadded" => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('='),
        "base64-url" => Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=').Replace('+', '-').Replace('/', '_'),
        "two-lines" => secret.Insert(Middle(secret), "\n"),
        "basic" => Convert.ToBase64String(Encoding.UTF8.GetBytes($"user:{secret}")),
        "hex" => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(secret)),
        _ => throw new ArgumentException($"no encoding is called {encoding}", nameof(encoding)),
    };

    /// <summary>A server's definition in HOCON that has all secrets and prints them.</summary>
    public static string Server(string name, string command, string encoding, string more = "")
    {
        var args = string.Join(", ", Arguments.SelectMany(argument => argument.Arguments).Select(Quoted));
        var env = string.Join(", ", Variables.Select(variable => $"{variable.Name} = {Quoted(variable.Value)}"));
        var redact = string.Join(", ", ConfiguredArguments.Select(Quoted));
        return $"{name} {{ command = {Quoted(command)}, args = [mcp-tells-planted, {encoding}, {args}], redact.args = [{redact}], {more}\n env {{ {env} }} }}";
    }

    /// <summary>The secrets, in any encoding, that a text contains; empty for none.</summary>
    public static IReadOnlyList<string> Leaks(string text) =>
        [.. Encodings.SelectMany(encoding => Values.Select(secret => Leak(text, secret, encoding)).OfType<string>().Select(leak => $"{encoding}: {leak}"))];

    /// <summary>The part of the encoded secret that a text contains; null for none.</summary>
    public static string? Leak(string text, string secret, string encoding)
    {
        if (secret.Length < 6 && encoding != "plain") return null;
        var encoded = Encode(secret, encoding);
        // Half of it would be a leak too.
        string[] forms = encoded.Length < 12 ? [encoded] : [encoded, encoded[..(encoded.Length / 2)], encoded[(encoded.Length / 2)..]];
        return forms.FirstOrDefault(form => text.Contains(form.Trim(), StringComparison.Ordinal));
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    // Between two characters, where there is no break or blank.
    private static int Middle(string secret)
    {
        var breaks = StringInfo.ParseCombiningCharacters(secret).Where(i => i > 1 && !char.IsWhiteSpace(secret[i]) && !char.IsWhiteSpace(secret[i - 1])).ToList();
        return breaks[breaks.Count / 2];
    }
}
