namespace McpActors.Host;

/// <summary>How the program ends. Scripts rely on these: a number keeps its meaning.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>What was asked for failed.</summary>
    public const int Failure = 1;

    /// <summary>Bad usage or a bad configuration: nothing was started.</summary>
    public const int BadUsage = 2;

    /// <summary>A process that the program started could not be proven to have ended.</summary>
    public const int SomethingSurvived = 3;
}
