namespace McpActors.Scheduling;

/// <summary>A batch's id, which may be anything, as the name of its actor, which may not.</summary>
internal static class BatchActorName
{
    private const int Longest = 100;

    /// <summary>Unlike ids may give the same name, and an id may return while its last actor is still going: then a number is added.</summary>
    public static string For(string batchId, Func<string, bool> isTaken)
    {
        var legal = string.Concat(batchId.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
        var name = legal;
        for (var n = 2; isTaken(name); n++)
            name = $"{legal}~{n}";
        return name;
    }
}
