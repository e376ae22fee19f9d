namespace McpActors.Host;

/// <summary>The exit codes. Scripts rely on them: a number never changes its meaning.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The command failed.</summary>
    public const int Failure = 1;

    /// <summary>Bad usage or an invalid configuration: nothing was started.</summary>
    public const int BadUsage = 2;

    /// <summary>The end of a process that the program started could not be confirmed.</summary>
    public const int SomethingSurvived = 3;
}
