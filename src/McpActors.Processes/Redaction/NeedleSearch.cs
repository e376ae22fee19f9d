using System.Buffers;

namespace McpActors.Processes.Redaction;

/// <summary>Finds any of many needles in one pass (.NET uses Teddy or Aho-Corasick). Immutable, thread-safe.</summary>
internal sealed class NeedleSearch
{
    private readonly SearchValues<string> _any;

    // By first character, the longest first, because a secret may contain another.
    private readonly ILookup<char, Needle> _byFirst;

    public NeedleSearch(IEnumerable<Needle> needles)
    {
        var distinct = needles.DistinctBy(needle => needle.Text, StringComparer.Ordinal).OrderByDescending(needle => needle.Text.Length).ToList();
        _any = SearchValues.Create([.. distinct.Select(needle => needle.Text)], StringComparison.Ordinal);
        _byFirst = distinct.ToLookup(needle => needle.Text[0]);
        Needles = distinct;
        IsEmpty = distinct.Count == 0;
        Longest = IsEmpty ? 0 : distinct[0].Text.Length;
    }

    public IReadOnlyList<Needle> Needles { get; }

    public bool IsEmpty { get; }

    public int Longest { get; }

    /// <summary>The ranges of needles in a text. They may overlap.</summary>
    public IEnumerable<Range> In(string text)
    {
        var from = 0;
        while (text.AsSpan(from).IndexOfAny(_any) is >= 0 and var found)
        {
            var at = from + found;
            // Continue with the next character, because two secrets may overlap.
            from = at + 1;
            foreach (var needle in _byFirst[text[at]])
            {
                if (string.CompareOrdinal(text, at, needle.Text, 0, needle.Text.Length) != 0) continue;
                if (needle.Kind == NeedleKind.Alone && !StandsAlone(text, at, needle.Text.Length)) continue;
                yield return needle.Kind == NeedleKind.Base64 ? WithItsRest(text, at, needle.Text.Length) : at..(at + needle.Text.Length);
                break;
            }
        }
    }

    private static bool StandsAlone(string text, int at, int length) =>
        (at == 0 || !char.IsLetterOrDigit(text[at - 1])) && (at + length == text.Length || !char.IsLetterOrDigit(text[at + length]));

    // The character on each side shares its six bits with the neighbouring byte.
    private static Range WithItsRest(string text, int at, int length)
    {
        var (start, end) = (at, at + length);
        if (start > 0 && IsBase64(text[start - 1])) start--;
        if (end < text.Length && IsBase64(text[end])) end++;
        for (var padding = 0; padding < 2 && end < text.Length && text[end] == '='; padding++) end++;
        return start..end;
    }

    private static bool IsBase64(char c) => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '-' or '_';
}
