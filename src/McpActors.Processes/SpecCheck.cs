namespace McpActors.Processes;

/// <summary>What would otherwise come back from the kernel as a bare number.</summary>
internal static class SpecCheck
{
    public static void ThrowIfUnusable(ProcessSpec spec)
    {
        if (spec.WorkingDirectory.Length > 0 && !Directory.Exists(spec.WorkingDirectory))
        {
            throw new ProcessStartException(
                spec.Server,
                $"Server '{spec.Server}' could not be started: its working directory {spec.WorkingDirectory} does not exist. "
                + "Create it, or change cwd.");
        }
        if (spec.Arguments.Append(spec.Command).Any(text => text.Contains('\0', StringComparison.Ordinal)))
        {
            throw new ProcessStartException(
                spec.Server, $"Server '{spec.Server}' could not be started: its command or an argument contains a NUL character.");
        }
    }
}
