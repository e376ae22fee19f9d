namespace McpActors.Adversary;

/// <summary>
/// <c>McpActors.Adversary [--until UNIX-MS] [--tell FD] HABIT [ARG...]</c>. Every habit prints <c>ready PID</c> when it
/// is established, and <c>child PID NAME</c> for each child, which prints <c>grown PID</c>: a test waits for lines
/// instead of time.
/// </summary>
internal static class Program
{
    private static readonly Habit[] Habits =
    [
        .. EndingHabits.All, .. FamilyHabits.All, .. ForkingHabits.All, .. StreamHabits.All, .. DisguiseHabits.All, .. HostHabits.All,
        .. HostileHabits.All, .. MemoryHabits.All, .. Mcp.McpHabits.All,
    ];

    private static int Main(string[] args)
    {
        ReadOnlySpan<string> rest = args;
        if (rest is ["--until", var until, ..])
        {
            Deadline.Inherit(until);
            rest = rest[2..];
        }

        if (rest is ["--tell", var descriptor, ..])
        {
            Readiness.Inherit(descriptor);
            rest = rest[2..];
        }

        Deadline.Arm();
        if (rest is ["--list"])
        {
            foreach (var habit in Habits)
                Posix.Say($"{habit.Name,-19} {habit.Description}");
            return 0;
        }

        if (rest.Length > 0)
        {
            foreach (var habit in Habits)
            {
                if (habit.Name == rest[0])
                    return habit.Live(rest[1..].ToArray());
            }
        }

        Posix.Say("usage: McpActors.Adversary [--until UNIX-MS] HABIT [ARG...]; --list names the habits", Posix.StandardError);
        return 2;
    }
}
