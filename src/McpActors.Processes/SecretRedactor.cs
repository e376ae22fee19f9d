using System.Text.RegularExpressions;

namespace McpActors.Processes;

/// <summary>
/// Removes secrets from what people may read: command lines, errors, stderr tails. It knows the values of the configured
/// environment variables and arguments whose names look secret, and the shapes of well-known tokens. Immutable, thread-safe.
/// </summary>
public sealed partial class SecretRedactor
{
    private const string Mask = "***";

    // A shorter value ("1", "on", "dev") stands in too many innocent words to be worth hiding.
    private const int ShortestSecret = 6;

    private readonly string[] _values;

    // The longest first: a secret may contain another. What is read line by line is known line by line, as a private key.
    private SecretRedactor(IEnumerable<string> values) => _values =
    [
        .. values.SelectMany(value => value.Split('\n', StringSplitOptions.TrimEntries))
            .Where(value => value.Length >= ShortestSecret)
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(value => value.Length),
    ];

    /// <summary>Knows no configured value, only the shapes of well-known tokens.</summary>
    public static SecretRedactor None { get; } = new([]);

    /// <summary>Collects what is secret in a server's configuration.</summary>
    /// <param name="environment">The variables that the configuration sets (not those that are inherited).</param>
    /// <param name="arguments">The command's arguments.</param>
    public static SecretRedactor For(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(arguments);
        var values = environment.Where(e => IsSecret(e.Key)).Select(e => e.Value).ToList();
        for (var i = 0; i < arguments.Count; i++)
        {
            var named = NamedArgument().Match(arguments[i]);
            if (!named.Success || !IsSecret(named.Groups["name"].Value)) continue;
            if (named.Groups["value"] is { Success: true } inline) values.Add(inline.Value);
            else if (named.Groups["dash"].Success && i + 1 < arguments.Count && !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                values.Add(arguments[i + 1]);
        }
        values.AddRange(environment.Values.Concat(arguments).SelectMany(text => UrlPassword().Matches(text)).Select(m => m.Groups["password"].Value));
        return new SecretRedactor(values);
    }

    /// <summary>The text with each secret replaced by <c>***</c>.</summary>
    public string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var value in _values) text = text.Replace(value, Mask, StringComparison.Ordinal);
        return KnownToken().Replace(text, m => m.Groups["keep"].Value + Mask);
    }

    /// <summary>A command line for people: each argument redacted, those with blanks quoted. Not for a shell.</summary>
    public string CommandLine(string command, IReadOnlyList<string> arguments) =>
        string.Join(' ', arguments.Prepend(command).Select(a => Redact(a)).Select(a => a.Contains(' ', StringComparison.Ordinal) ? $"\"{a}\"" : a));

    private static bool IsSecret(string name) => SecretName().IsMatch(name) && !Limit().IsMatch(name);

    // Not: PWD and OLDPWD (directories), GIT_AUTHOR_NAME, SSH_AUTH_SOCK, TOKENIZERS_PARALLELISM.
    [GeneratedRegex(
        "TOKEN(?!IZER)|SECRET|PASSW|PASSPHRASE|PASS$|[_-]PWD|API[_-]?KEY|ACCESS[_-]?KEY|PRIVATE[_-]?KEY|CREDENTIAL|AUTH(?!OR(?!IZ)|_SOCK)"
        + "|[_-]KEY$|CONNECTION[_-]?STRING",
        RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    // MAX_TOKENS, --token-limit: a number that stands in many places.
    [GeneratedRegex("(^|[_-])(MAX|MIN|LIMIT|BUDGET|COUNT|TTL|TIMEOUT)([_-]|$)", RegexOptions.IgnoreCase)]
    private static partial Regex Limit();

    // --token VALUE, --token=VALUE, TOKEN=VALUE (docker run -e), X-Api-Key: VALUE and Authorization: Bearer VALUE (--header).
    [GeneratedRegex(@"^(?<dash>--?)?(?<name>\w[\w.-]*)(\s*[=:]\s*((Bearer|Basic)\s+)?(?<value>.+))?$", RegexOptions.IgnoreCase | RegexOptions.Singleline)]
    private static partial Regex NamedArgument();

    [GeneratedRegex(@"://[^/\s:@]*:(?<password>[^/\s]+)@")]
    private static partial Regex UrlPassword();

    // GitHub, GitLab, npm, Hugging Face, OpenAI/Anthropic, Stripe, Slack, AWS, Google, JWT; credentials in a URL and its query; an
    // Authorization header. The text may be a hostile server's: no pattern may try the same characters again and again.
    [GeneratedRegex(
        @"\b(gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|npm_\w{30,}|hf_\w{30,}|sk-[\w-]{20,}|[rs]k_live_\w{20,}|xox[abeprs]-[\w-]{10,}"
        + @"|A[KS]IA[0-9A-Z]{16}|AIza[\w-]{30,}|(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]+)"
        + @"|(?<keep>://)[^/\s:@]*:[^/\s]+(?=@)"
        + @"|(?<keep>[?&][\w-]{0,40}(?i:token|key|secret|passw)[\w-]{0,40}=)[^&\s""'#]+"
        + @"|(?<keep>\b(?i:Bearer|Basic)\s{1,8})(?=[\w.~+/-]{0,200}[\d=])[\w.~+/=-]{6,}")]
    private static partial Regex KnownToken();
}
