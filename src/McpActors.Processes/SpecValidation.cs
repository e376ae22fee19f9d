namespace McpActors.Processes;

/// <summary>Checks a spec for mistakes that the kernel would report as a bare errno.</summary>
internal static class SpecValidation
{
    public static void ThrowIfUnusable(ProcessSpec spec)
    {
        if (Fault(spec) is { } fault) throw new ProcessStartException(spec.Server, fault);
    }

    private static string? Fault(ProcessSpec spec)
    {
        if (spec.Command.Length == 0) return "its command is empty";
        if (spec.Arguments.Append(spec.Command).Any(HasNul)) return "its command or an argument contains a NUL character";
        foreach (var (name, value) in spec.Environment)
        {
            // environ(7): a name ends at the first '='. The message leaves out the value, which may be a secret.
            if (name.Length == 0 || name.Contains('=', StringComparison.Ordinal)) return $"'{name}' is not a name of an environment variable";
            if (HasNul(name) || HasNul(value)) return $"its environment variable {name} contains a NUL character";
        }
        if (!IsGrace(spec.EofGrace)) return $"its eof-grace {spec.EofGrace} is not between 0 and 24 days";
        if (!IsGrace(spec.TermGrace)) return $"its term-grace {spec.TermGrace} is not between 0 and 24 days";
        return spec.WorkingDirectory.Length == 0 || Directory.Exists(spec.WorkingDirectory)
            ? null
            : $"its working directory {spec.WorkingDirectory} does not exist. Create it, or change cwd";
    }

    private static bool HasNul(string text) => text.Contains('\0', StringComparison.Ordinal);

    // The keeper stores milliseconds in an int.
    private static bool IsGrace(TimeSpan grace) => grace >= TimeSpan.Zero && grace.TotalMilliseconds <= int.MaxValue;
}
