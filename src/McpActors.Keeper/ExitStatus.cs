namespace McpActors.Keeper;

/// <summary>
/// The keeper's own exit statuses, as in env(1) and nohup(1). Otherwise it exits with the server's status.
/// </summary>
internal static class ExitStatus
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Usage = 2;

    /// <summary>This system cannot run a keeper; nothing was started.</summary>
    public const int Unsupported = 125;

    public const int NotExecutable = 126;
    public const int NotFound = 127;

    /// <summary>Added to the signal number when a signal ended the server, as in every shell.</summary>
    public const int SignalBase = 128;
}
