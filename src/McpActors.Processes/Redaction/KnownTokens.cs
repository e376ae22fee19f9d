using System.Text.RegularExpressions;

namespace McpActors.Processes.Redaction;

/// <summary>Finds secrets by their shape, whoever owns them.</summary>
internal static partial class KnownTokens
{
    /// <summary>The ranges of such secrets in a text.</summary>
    public static IEnumerable<Range> In(string text)
    {
        foreach (Match match in Shape().Matches(text))
            yield return (match.Index + match.Groups["keep"].Length)..(match.Index + match.Length);
    }

    // GitHub, GitLab, npm, Hugging Face, OpenAI/Anthropic, Stripe, Slack, AWS, Google, JWT; credentials in a URL and
    // its query; an Authorization header. The text may come from a hostile server: no pattern may backtrack over the
    // same characters.
    [GeneratedRegex(
        @"\b(gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{20,}|npm_\w{30,}|hf_\w{30,}|sk-[\w-]{20,}|[rs]k_live_\w{20,}|xox[abeprs]-[\w-]{10,}"
        + @"|A[KS]IA[0-9A-Z]{16}|AIza[\w-]{30,}|(?<![\w-])eyJ[\w-]+\.[\w-]+\.[\w-]+)"
        + @"|(?<keep>://)[^/\s:@]*:[^/\s]+(?=@)"
        + @"|(?<keep>[?&][\w-]{0,40}(?i:token|key|secret|passw)[\w-]{0,40}=)[^&\s""'#]+"
        + @"|(?<keep>\b(?i:Bearer|Basic)\s{1,8})(?=[\w.~+/-]{0,200}[\d=])[\w.~+/=-]{6,}")]
    private static partial Regex Shape();
}
