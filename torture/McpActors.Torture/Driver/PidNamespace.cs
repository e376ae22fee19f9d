namespace McpActors.Torture.Driver;

/// <summary>
/// Random histories with so few pids that the kernel reuses them constantly: in its own pid namespace, with pid_max
/// close to the number of its processes. Skipped if pid_max belongs to the machine.
/// </summary>
internal static class PidNamespace
{
    public const string Name = "pids-recycled";

    private const string Script =
        """
        echo 1200 > /proc/sys/kernel/pid_max && [ "$(cat /proc/sys/kernel/pid_max)" = 1200 ] || exit 71
        exec "$@"
        """;

    private static readonly string[] Through = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child", "sh", "-c", Script, "sh"];

    public static async Task RunAsync(IEnumerable<Script> scripts, Report report, Func<bool> isTimeUp, CancellationToken hurry)
    {
        if (WhyNot() is { } why)
        {
            report.Add(null, new Outcome { Name = Name, Ending = Name, Skipped = why });
            return;
        }

        using var lane = LaneProcess.Start(Through);
        foreach (var script in scripts)
        {
            if (isTimeUp() || hurry.IsCancellationRequested)
                break;
            var outcome = await lane.RunAsync(script with { Ending = Name });
            if (hurry.IsCancellationRequested)
                return;
            report.Add(script, outcome);
            if (!outcome.Passed)
                break;
        }

        var end = await lane.EndAsync();
        if (!end.Passed)
            report.Add(null, end with { Ending = Name });
    }

    /// <summary>
    /// Whether a namespace has its own pid_max here (Linux 6.14), tested with a number that would do no harm outside.
    /// </summary>
    private static string? WhyNot()
    {
        const string File = "/proc/sys/kernel/pid_max";
        var outside = System.IO.File.ReadAllText(File).Trim();
        var tried = int.Parse(outside, System.Globalization.CultureInfo.InvariantCulture) - 1;
        using var attempt = Testing.StartedProcess.Start(
            ["unshare", "--pid", "--fork", "--mount-proc", "sh", "-c", $"echo {tried} > {File} && cat {File}"]);
        attempt.Exit().Wait();
        attempt.Stderr.Ended.Wait();
        if (attempt.Exited.Result.ExitCode != 0)
            return $"no pid namespace can be made here: {attempt.Stderr}";
        if (System.IO.File.ReadAllText(File).Trim() == outside)
            return null;
        System.IO.File.WriteAllText(File, outside);
        return "pid_max is the machine's here, and not a pid namespace's (before Linux 6.14)";
    }
}
