namespace McpActors.Keeper;

/// <summary>The status that waitpid(2) returns.</summary>
internal readonly record struct WaitStatus(int Raw)
{
    private int Signal => Raw & 0x7f;

    public int? ExitCode => Signal == 0 ? (Raw >> 8) & 0xff : null;

    /// <summary>The exit code, or 128 + the signal, as in every shell.</summary>
    public int ShellStatus => ExitCode ?? ExitStatus.SignalBase + Signal;

    public string? SignalName => Signal == 0 ? null : NameOf(Signal);

    /// <summary>signal(7), the numbers of x86, ARM and most others.</summary>
    private static string NameOf(int signal)
    {
        ReadOnlySpan<string> names =
        [
            "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT",
            "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO", "PWR", "SYS",
        ];
        return signal <= names.Length ? $"SIG{names[signal - 1]}" : $"SIG{signal}";
    }
}
