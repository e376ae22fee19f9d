namespace McpActors.EndToEnd.Tests.Support;

/// <summary>
/// Asks the oracle, which is this process as a child subreaper: every process that escapes from a program under test
/// becomes our child. It uses no marks, ledgers or keepers.
/// </summary>
internal static class Household
{
    /// <summary>Fails if anything is left now.</summary>
    public static void AssertEmpty() => Assert.Empty(Subreaper.EndSurvivors());

    /// <summary>Fails if anything is left after a time.</summary>
    public static async Task AssertEmptyWithinAsync(TimeSpan time)
    {
        var until = DateTime.UtcNow + time;
        while (!BuryTheDead() && DateTime.UtcNow < until) await Task.Delay(20);
        AssertEmpty();
    }

    // A killed process whose threads have not all ended cannot be reaped yet, although /proc shows it as a zombie.
    private static unsafe bool BuryTheDead()
    {
        var left = 0;
        foreach (var pid in ProcView.Children(Environment.ProcessId))
        {
            int status;
            if (Posix.waitpid(pid, &status, Posix.WNOHANG) != pid) left++;
        }
        return left == 0;
    }

    /// <summary>The live descendants of a process that have a text in their command lines.</summary>
    public static IReadOnlyList<int> Find(int pid, string commandLine) =>
        [.. Descendants(pid).Where(child => ProcView.IsAlive(child) && ProcView.CommandLine(child).Contains(commandLine, StringComparison.Ordinal))];

    private static IEnumerable<int> Descendants(int pid) =>
        ProcView.Children(pid).SelectMany(child => Descendants(child).Prepend(child));
}
