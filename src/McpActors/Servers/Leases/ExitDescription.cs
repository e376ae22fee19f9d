using McpActors.Processes;
using McpActors.Processes.Display;

namespace McpActors.Servers;

/// <summary>Describes the end of a process, for the end of an error message.</summary>
internal static class ExitDescription
{
    private const int Lines = 20;

    /// <summary>Empty, or a sentence with pid, exit code and rung, and the tail of stderr below it.</summary>
    /// <param name="exit">How the process ended; null if that is unknown.</param>
    /// <param name="said">A reason that the message already contains, so that it is not repeated.</param>
    public static string Of(ExitReport? exit, string? said = null)
    {
        if (exit is null) return "";
        var reason = exit.Reason is { } why && why != said ? $" {char.ToUpperInvariant(why[0])}{why[1..].TrimEnd('.')}." : "";
        var tail = exit.StderrTail.Count == 0
            ? " It wrote nothing to stderr."
            : $" Its stderr ended with:{string.Concat(Excerpt.Of(exit.StderrTail, Lines).Select(line => $"{Environment.NewLine}    {line}"))}";
        if (exit.StdoutTail.Count > 0)
            tail += $"{Environment.NewLine}Its stdout ended with:{string.Concat(Excerpt.Of(exit.StdoutTail, Lines).Select(line => $"{Environment.NewLine}    {line}"))}";
        var pid = exit.Pid > 0 ? $" Process {exit.Pid}:" : "";
        return $"{pid} {exit.Describe()}.{reason}{tail}";
    }
}
