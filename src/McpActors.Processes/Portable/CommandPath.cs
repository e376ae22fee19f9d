namespace McpActors.Processes.Portable;

/// <summary>Finds a command as execvp(3) does in the server's environment.</summary>
internal static class CommandPath
{
    /// <summary>
    /// The path of the command; null if it is not found. .NET would search next to the host's executable, in the host's
    /// working directory and in the host's PATH, none of which is the server's.
    /// </summary>
    public static string? Resolve(ProcessSpec spec)
    {
        // Windows has its own rules (PATHEXT), which CreateProcess applies.
        if (OperatingSystem.IsWindows()) return spec.Command;
        var directory = Path.GetFullPath(spec.WorkingDirectory.Length > 0 ? spec.WorkingDirectory : ".");
        if (spec.Command.Contains('/', StringComparison.Ordinal)) return Path.GetFullPath(spec.Command, directory);
        return spec.Environment.GetValueOrDefault("PATH", "/bin:/usr/bin").Split(':')
            .Select(part => Path.Combine(directory, part, spec.Command))
            .FirstOrDefault(IsExecutable);
    }

    private static bool IsExecutable(string path) =>
        !OperatingSystem.IsWindows()
        && File.Exists(path)
        && (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != 0;
}
