using System.Text.RegularExpressions;

namespace McpActors.Processes.Display;

/// <summary>
/// The lines of a server's last output that are shown. Many programs print the error first and then a page of usage or
/// a stack, so the last lines alone would hide it.
/// </summary>
internal static partial class Excerpt
{
    private const int MostErrors = 3;

    /// <summary>The last lines, below the first earlier ones that name an error; <c>…</c> stands for what is left out
    /// between them.</summary>
    /// <param name="lines">All kept lines.</param>
    /// <param name="last">How many of the last lines are shown.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> lines, int last)
    {
        var shown = lines.TakeLast(last);
        var errors = lines.SkipLast(last).Index().Where(line => Error().IsMatch(line.Item)).Take(MostErrors).ToList();
        if (errors.Count == 0) return [.. shown];
        var nothingBetween = errors[^1].Index == lines.Count - last - 1;
        return [.. errors.Select(line => line.Item), .. nothingBetween ? (string[])[] : ["…"], .. shown];
    }

    // "Error: No access token was provided.", "TypeError: ...", "thread 'main' panicked", "fatal: ...", "API_KEY is required".
    [GeneratedRegex(@"error\b|\bfatal\b|\bpanic|exception\b|\brequired\b|\bmissing\b|\bdenied\b|\bcannot\b|\bnot found\b", RegexOptions.IgnoreCase)]
    private static partial Regex Error();
}
