using System.Text;
using McpActors.Processes.Redaction;

namespace McpActors.Processes;

/// <summary>
/// Removes secrets from what people may read: command lines, errors, stderr tails. It knows the values that a server's definition sets, as
/// they are and as programs escape, encode and break them, and the shapes of well-known tokens. Immutable, thread-safe.
/// </summary>
/// <remarks>
/// A server that wants to tell its secrets can: it may spell them backwards. This is for programs that print what they were given.
/// </remarks>
public sealed class SecretRedactor
{
    private const string Mask = "***";

    // The longest form of a character, \u0041.
    private const int LongestEscape = 6;

    private readonly NeedleSearch _needles;
    private readonly SecretRules _rules;

    private SecretRedactor(IEnumerable<Needle> needles, SecretRules rules)
    {
        _needles = new NeedleSearch(needles);
        _rules = rules;
    }

    /// <summary>Knows no configured value, only the shapes of well-known tokens.</summary>
    public static SecretRedactor None { get; } = new([], new SecretRules());

    /// <summary>
    /// Collects what is secret in a server's definition. Build it once for each definition: it takes longer than to use it.
    /// </summary>
    /// <param name="environment">
    /// The variables that the configuration sets (those that are inherited are not looked at). Each value is a secret, unless its name is known to be
    /// harmless (PATH, NODE_ENV), or it is a flag, a number, or a path.
    /// </param>
    /// <param name="arguments">The command's arguments. What follows <c>--key</c>, <c>--token</c>, <c>--header</c> and the like is a secret.</param>
    /// <param name="rules">What else is, and what is not; null for nothing.</param>
    public static SecretRedactor For(IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments, SecretRules? rules = null)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(arguments);
        rules ??= new SecretRules();
        return new SecretRedactor(
            SecretValues.Of(environment, arguments, rules.SecretArguments, rules.ShownVariables).SelectMany(Needle.Of), rules);
    }

    /// <summary>Knows what all of these know: for what is printed of many servers.</summary>
    internal static SecretRedactor Of(IEnumerable<SecretRedactor> all) => new(all.SelectMany(one => one._needles.Needles), new SecretRules());

    /// <summary>The text with each secret replaced by <c>***</c>. Line breaks within one stay.</summary>
    public string Redact(string text) => Redact(text, int.MaxValue);

    /// <summary>The beginning of a text, without half a secret at its end.</summary>
    /// <param name="text">The text; what goes beyond <paramref name="most"/> costs nothing.</param>
    /// <param name="most">How many of its characters are wanted, before secrets are replaced.</param>
    public string Redact(string text, int most)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentOutOfRangeException.ThrowIfNegative(most);
        var end = Math.Min(text.Length, most);
        // What begins before the end is looked at as a whole.
        var looked = (int)Math.Min(text.Length, (long)most + (long)_needles.Longest * LongestEscape);
        if (looked < text.Length) text = text[..looked];
        var secrets = Find(text);
        return secrets.Count == 0 ? text[..end] : WithoutSecrets(text.AsSpan(0, end), secrets);
    }

    /// <summary>A command line for people: each argument redacted, those with blanks quoted. Not for a shell.</summary>
    public string CommandLine(string command, IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var shown = arguments.Prepend(command).ToArray();
        // However short it is: here it is known to be one.
        foreach (var found in SecretArguments.Find(arguments, _rules.SecretArguments)) shown[found.Argument + 1] = arguments[found.Argument][..found.Start] + Mask;
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
            // Two that overlap are one.
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
