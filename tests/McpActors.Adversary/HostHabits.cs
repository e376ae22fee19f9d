namespace McpActors.Adversary;

/// <summary>Hosts instead of servers, for tests that kill a host.</summary>
internal static class HostHabits
{
    public static readonly Habit[] All =
    [
        new("host", "COMMAND [ARG...]: holds the stdin pipe of COMMAND (a keeper), for ever", Host),
    ];

    private static int Host(string[] args)
    {
        var start = new ProcessStartInfo(args[0]) { RedirectStandardInput = true };
        foreach (var argument in args.AsSpan(1))
            start.ArgumentList.Add(argument);
        using var child = Process.Start(start)!;
        Posix.Say($"child {child.Id} keeper");
        EndingHabits.Ready();
        return Deadline.LiveUntil();
    }
}
