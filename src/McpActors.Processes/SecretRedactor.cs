using System.Text;
using McpActors.Processes.Redaction;

namespace McpActors.Processes;

/// <summary>
/// Removes secrets from text for people: command lines, errors, stderr tails. Knows the secret values of a server's
/// definition, plain and as programs escape, encode and break them, and the shapes of well-known tokens. Immutable,
/// thread-safe.
/// </summary>
/// <remarks>
/// It protects against programs that print their input, not against a hostile server, which could print its secrets
/// backwards.
/// </remarks>
public sealed class SecretRedactor
{
    private const string Mask = "***";

    // \u0041 is the longest escape of a character.
    private const int LongestEscape = 6;

    private readonly NeedleSearch _needles;
    private readonly SecretRules _rules;

    private SecretRedactor(IEnumerable<Needle> needles, SecretRules rules)
    {
        _needles = new NeedleSearch(needles);
        _rules = rules;
    }

    /// <summary>A redactor without configured values, which knows only the shapes of well-known tokens.</summary>
    public static SecretRedactor None { get; } = new([], new SecretRules());

    /// <summary>
    /// Collects the secrets of a server's definition. Building takes longer than using it: build it once for each
    /// definition.
    /// </summary>
    /// <param name="environment">The variables set in the configuration (inherited variables are not included). Each
    /// value is a secret, unless its name is known to be harmless (PATH, NODE_ENV), or it is a flag, a number, or a
    /// path.</param>
    /// <param name="arguments">The command's arguments. The value after <c>--key</c>, <c>--token</c>, <c>--header</c>
    /// and the like is a secret.</param>
    /// <param name="rules">Additional secrets and exceptions. The default value is null, for none.</param>
    public static SecretRedactor For(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments, SecretRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(arguments);
        rules ??= new SecretRules();
        return new SecretRedactor(
            SecretValues.Of(environment, arguments, rules.SecretArguments, rules.ShownVariables).SelectMany(Needle.Of), rules);
    }

    /// <summary>Combines redactors, for lines about several servers.</summary>
    internal static SecretRedactor Of(IEnumerable<SecretRedactor> all) => new(all.SelectMany(one => one._needles.Needles), new SecretRules());

    /// <summary>Replaces each secret of a text by <c>***</c>. Line breaks within a secret are kept.</summary>
    public string Redact(string text) => Redact(text, int.MaxValue);

    /// <summary>Redacts the beginning of a text, without half a secret at its end.</summary>
    /// <param name="text">The text; the part beyond <paramref name="most"/> costs nothing.</param>
    /// <param name="most">The number of characters to keep, before secrets are replaced.</param>
    public string Redact(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var end = Math.Min(text.Length, most);
        // A secret that begins before the cut is searched in full length.
        var looked = (int)Math.Min(text.Length, (long)most + (long)_needles.Longest * LongestEscape);
        if (looked < text.Length) text = text[..looked];
        var secrets = Find(text);
        return secrets.Count == 0 ? text[..end] : WithoutSecrets(text.AsSpan(0, end), secrets);
    }

    /// <summary>
    /// Formats a command line for people: arguments redacted, and quoted if they contain blanks. It is not suitable for a
    /// shell.
    /// </summary>
    public string CommandLine(string command, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var shown = arguments.Prepend(command).ToArray();
        // Masked whatever its length: the argument's name shows that it is a secret.
        foreach (var found in SecretArguments.Find(arguments, _rules.SecretArguments))
            shown[found.Argument + 1] = arguments[found.Argument][..found.Start] + Mask;
        return string.Join(' ', shown.Select(argument => Redact(argument)).Select(argument => argument.Contains(' ', StringComparison.Ordinal) ? $"\"{argument}\"" : argument));
    }

    private List<(int Start, int End)> Find(string text)
    {
        var ranges = KnownTokens.In(text).ToList();
        if (!_needles.IsEmpty)
        {
            ranges.AddRange(_needles.In(text));
            foreach (var view in TextView.Of(text)) ranges.AddRange(_needles.In(view.Text).Select(view.ToOriginal));
        }
        return [.. ranges.Select(range => (range.Start.Value, range.End.Value)).Order()];
    }

    private static string WithoutSecrets(ReadOnlySpan<char> text, List<(int Start, int End)> secrets)
    {
        var result = new StringBuilder(text.Length);
        var shown = 0;
        foreach (var (start, end) in secrets)
        {
            if (start >= text.Length) break;
            if (end <= shown) continue;
            // Overlapping ranges are merged.
            var hidden = text[Math.Max(shown, start)..Math.Min(end, text.Length)];
            if (start >= shown)
            {
                result.Append(text[shown..start]);
                result.Append(Mask);
            }
            foreach (var c in hidden)
            {
                if (c == '\n') result.Append('\n').Append(Mask);
            }
            shown = Math.Min(end, text.Length);
        }
        return result.Append(text[shown..]).ToString();
    }
}
