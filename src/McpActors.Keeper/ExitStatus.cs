namespace McpActors.Keeper;

/// <summary>The keeper's own exit statuses, those of env(1) and nohup(1); otherwise it takes the server's.</summary>
internal static class ExitStatus
{
    public const int Success = 0;
    public const int Failure = 1;
    public const int Usage = 2;

    /// <summary>This system cannot keep a process; nothing was started.</summary>
    public const int Unsupported = 125;

    public const int NotExecutable = 126;
    public const int NotFound = 127;

    /// <summary>As every shell reports a death by signal.</summary>
    public const int SignalBase = 128;
}
