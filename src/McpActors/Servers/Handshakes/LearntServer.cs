namespace McpActors.Servers;

/// <summary>The remembered facts about a server's definition. Immutable.</summary>
/// <param name="Era">Which handshake it speaks; null where it has to be asked, which costs nothing where it refuses the question.</param>
/// <param name="AnswersProbe">Whether it answers <c>ping</c>, or <c>server/discover</c>; null where that is not known.</param>
/// <param name="Since">When the last of it was learnt.</param>
internal sealed record LearntServer(Era? Era, bool? AnswersProbe, DateTimeOffset Since)
{
    public bool IsEmpty => Era is null && AnswersProbe is null;

    public bool SaysTheSame(LearntServer? other) => Era == other?.Era && AnswersProbe == other?.AnswersProbe;
}
