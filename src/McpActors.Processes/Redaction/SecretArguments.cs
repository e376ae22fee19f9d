using System.Text.RegularExpressions;

namespace McpActors.Processes.Redaction;

/// <summary>A secret among the arguments.</summary>
/// <param name="Argument">The index of the argument, from 0.</param>
/// <param name="Start">The position in the argument at which the secret begins; it extends to the end.</param>
/// <param name="Value">The secret.</param>
internal readonly record struct SecretArgument(int Argument, int Start, string Value);

/// <summary>Finds the secrets among a command's arguments by the names in front of them.</summary>
internal static partial class SecretArguments
{
    /// <param name="arguments">The arguments, without the command.</param>
    /// <param name="names">Names of further arguments that are followed by a secret, such as <c>-p</c>.</param>
    public static IEnumerable<SecretArgument> Find(IReadOnlyList<string> arguments, IReadOnlyCollection<string> names)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var named = Named().Match(arguments[i]);
            if (!named.Success) continue;
            var option = named.Groups["dash"].Value + named.Groups["name"].Value;
            var isHeader = SecretNames.IsHeader(option);
            var isKnown = names.Contains(option, StringComparer.Ordinal);
            if (!isHeader && !isKnown && !SecretNames.IsSecret(named.Groups["name"].Value)) continue;
            if (named.Groups["value"] is { Success: true, Index: var start })
            {
                if (ValueAt(i, start, arguments[i], isHeader) is { } inline) yield return inline;
            }
            // --token --verbose has no value; an argument with a configured name always has one.
            else if (named.Groups["dash"].Success && i + 1 < arguments.Count && (isKnown || !arguments[i + 1].StartsWith("--", StringComparison.Ordinal))
                && ValueAt(i + 1, 0, arguments[i + 1], isHeader) is { } next)
            {
                yield return next;
            }
        }
    }

    private static SecretArgument? ValueAt(int argument, int start, string text, bool isHeader)
    {
        var header = Header().Match(text, start);
        if (isHeader && header.Success)
        {
            if (SecretNames.IsHarmlessHeader(header.Groups["name"].Value)) return null;
            start = header.Groups["value"].Index;
        }
        // The scheme, such as Bearer, is not a secret; only the rest is masked.
        if (Scheme().Match(text, start) is { Success: true, Length: var scheme }) start += scheme;
        return text.Length > start ? new SecretArgument(argument, start, text[start..]) : null;
    }

    // --token VALUE, --token=VALUE, TOKEN=VALUE (docker run -e), X-Api-Key: VALUE.
    [GeneratedRegex(@"^(?<dash>--?)?(?<name>\w[\w.-]*)(\s*[=:]\s*(?<value>.+))?$", RegexOptions.Singleline)]
    private static partial Regex Named();

    [GeneratedRegex(@"\G\s*(?<name>[\w-]+)\s*[:=]\s*(?<value>.*)", RegexOptions.Singleline)]
    private static partial Regex Header();

    [GeneratedRegex(@"\G(Bearer|Basic|Token)\s+", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();
}
