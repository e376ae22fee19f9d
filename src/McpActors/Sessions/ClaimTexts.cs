namespace McpActors.Sessions;

/// <summary>The reasons of lost claims, in the words of the session's end.</summary>
internal static class ClaimTexts
{
    public const string TakenOver = "The session directory has given the session's id to another claim";
}
