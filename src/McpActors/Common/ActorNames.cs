namespace McpActors.Common;

/// <summary>An id, which may be anything, as the name of an actor, which may not.</summary>
internal static class ActorNames
{
    private const int Longest = 100;

    /// <summary>Unlike ids may give the same name, and an id may return while its last actor is still going: then a number is added.</summary>
    public static string Legal(string id, Func<string, bool> isTaken)
    {
        var legal = string.Concat(id.Take(Longest).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-'));
        var name = legal;
        for (var n = 2; isTaken(name); n++)
            name = $"{legal}~{n}";
        return name;
    }
}
