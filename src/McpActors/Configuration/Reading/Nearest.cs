namespace McpActors.Configuration.Reading;

/// <summary>Suggests the word that was probably meant.</summary>
internal static class Nearest
{
    // A longer word is hardly a typing error, and the table of distances grows with the length.
    private const int LongestWord = 64;

    // Shorter words begin too many others.
    private const int ShortestBeginning = 4;

    /// <summary>", did you mean 'x'?" if a candidate is near, or begins with the word; otherwise empty.</summary>
    public static string Suggest(string word, IEnumerable<string> candidates)
    {
        if (word.Length > LongestWord) return "";
        var best = candidates
            .Where(c => c.Length <= LongestWord)
            .Select(c => (Candidate: c, Distance: Distance(word.ToUpperInvariant(), c.ToUpperInvariant())))
            .Where(c => (c.Distance <= Math.Max(2, word.Length / 3) && c.Distance < c.Candidate.Length) || IsBeginning(word, c.Candidate))
            .OrderBy(c => c.Distance)
            .FirstOrDefault();
        return best.Candidate is null ? "" : $", did you mean '{best.Candidate}'?";
    }

    private static bool IsBeginning(string word, string candidate) =>
        word.Length >= ShortestBeginning && candidate.StartsWith(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The number of characters that must be added, removed, changed or swapped with their neighbour.
    /// </summary>
    public static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var change = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(change, Math.Min(d[i - 1, j], d[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        }
        return d[a.Length, b.Length];
    }
}
