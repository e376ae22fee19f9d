using System.Collections.Frozen;
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

    private readonly FrozenSet<string> _values;

    private SecretRedactor(IEnumerable<string> values) =>
        _values = values.Where(v => v.Length >= ShortestSecret).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Knows no configured value, only the shapes of well-known tokens.</summary>
    public static SecretRedactor None { get; } = new([]);

    /// <summary>Collects what is secret in a server's configuration.</summary>
    /// <param name="environment">The variables that the configuration sets (not those that are inherited).</param>
    /// <param name="arguments">The command's arguments.</param>
    public static SecretRedactor For(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments)
    {
        var values = environment.Where(e => SecretName().IsMatch(e.Key)).Select(e => e.Value).ToList();
        for (var i = 0; i < arguments.Count; i++)
        {
            var option = SecretOption().Match(arguments[i]);
            if (!option.Success) continue;
            if (option.Groups["value"] is { Success: true } inline) values.Add(inline.Value);
            else if (i + 1 < arguments.Count) values.Add(arguments[i + 1]);
        }
        return new SecretRedactor(values);
    }

    /// <summary>The text with each secret replaced by <c>***</c>.</summary>
    public string Redact(string text)
    {
        foreach (var value in _values) text = text.Replace(value, Mask, StringComparison.Ordinal);
        return KnownToken().Replace(text, m => m.Groups["keep"].Value + Mask);
    }

    /// <summary>A command line for people: each argument redacted, those with blanks quoted. Not for a shell.</summary>
    public string CommandLine(string command, IReadOnlyList<string> arguments) =>
        string.Join(' ', arguments.Prepend(command).Select(a => Redact(a)).Select(a => a.Contains(' ', StringComparison.Ordinal) ? $"\"{a}\"" : a));

    [GeneratedRegex("TOKEN|SECRET|PASSW|PWD|APIKEY|API_KEY|ACCESS_KEY|PRIVATE|CREDENTIAL|AUTH|_KEY$|CONNECTION_?STRING", RegexOptions.IgnoreCase)]
    private static partial Regex SecretName();

    [GeneratedRegex("^--?[a-z0-9-]*(token|secret|passw(or)?d|api-?key|credential|auth)[a-z0-9-]*(=(?<value>.+))?$", RegexOptions.IgnoreCase)]
    private static partial Regex SecretOption();

    // GitHub, OpenAI/Anthropic, Slack, AWS, Google, JWT; credentials in a URL; an Authorization header.
    [GeneratedRegex(
        @"\b(gh[pousr]_\w{20,}|github_pat_\w{20,}|sk-[\w-]{20,}|xox[abprs]-[\w-]{10,}|AKIA[0-9A-Z]{16}|AIza[\w-]{30,}|eyJ[\w-]+\.[\w-]+\.[\w-]+)"
        + @"|(?<keep>://)[^/\s:@]+:[^/\s@]+(?=@)|(?<keep>\bBearer )\S+")]
    private static partial Regex KnownToken();
}
