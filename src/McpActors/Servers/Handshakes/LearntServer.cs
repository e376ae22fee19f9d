namespace McpActors.Servers;

/// <summary>The remembered facts about a server's definition. Immutable.</summary>
/// <param name="Era">The handshake that the server speaks; null if it must be asked, which costs nothing if it refuses
/// at once.</param>
/// <param name="AnswersProbe">Whether the server answers <c>ping</c> or <c>server/discover</c>; null if that is
/// unknown.</param>
/// <param name="Since">The time of the last change.</param>
internal sealed record LearntServer(Era? Era, bool? AnswersProbe, DateTimeOffset Since)
{
    public bool IsEmpty => Era is null && AnswersProbe is null;

    public bool SaysTheSame(LearntServer? other) => Era == other?.Era && AnswersProbe == other?.AnswersProbe;
}
