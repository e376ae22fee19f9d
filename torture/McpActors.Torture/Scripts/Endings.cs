namespace McpActors.Torture.Scripts;

/// <summary>One way in which leases end.</summary>
/// <param name="Name">The name in reports.</param>
/// <param name="Steps">The steps from the started servers to the last expectation. The servers have been started on
/// host a.</param>
/// <param name="Suits">The servers to which the ending applies.</param>
/// <param name="AtOnce">The number of servers in one history; if the host dies, each history costs the start of
/// one.</param>
internal sealed record Ending(string Name, string[] Steps, Func<Habit, bool> Suits, int AtOnce = 8)
{
    /// <summary>The placeholder for a list of servers.</summary>
    public const string AllServers = "*";
}

/// <summary>All endings of the matrix.</summary>
internal static class Endings
{
    // The time of reports, notices and a kill beyond the graces (issue 3).
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(300);

    private static readonly string Ladder = Text(HostConfig.Ladder + Margin);

    // The reaper handles a ladder that is overdue by a quarter of a second, and a stopped keeper takes no hint.
    private static readonly string Overdue = Text(HostConfig.Ladder + Margin + TimeSpan.FromSeconds(1));

    private const string KeeperKilled = "1000";

    private const string Process = "/user/mcp-servers/{server}/*";

    public static readonly Ending[] All =
    [
        new("stop", ["grown a", "watch a", "stop a *", $"expect-gone {Ladder}", "stopped a *"], Any),
        new(
            "restart",
            [
                "grown a", "watch a", "restart a *", $"expect-gone watched {Ladder}", "grown a", "stopped a *",
                $"expect-gone {Ladder}"
            ],
            Any),
        new("crash-starting", ["pause 5", $"kill-actor a {Process}", "stopped a *", $"expect-gone {Ladder}"], Any),
        new("crash-handshaking", ["running a *", $"kill-actor a {Process}", "stopped a *", $"expect-gone {Ladder}"], Handshaking),
        new(
            "crash-ready",
            [
                "ready a *", "watch a", $"kill-actor a {Process}", $"expect-gone watched {Ladder}", "stopped a *",
                $"expect-gone {Ladder}"
            ],
            Ready),
        new("crash-stopping", ["grown a", "stop a *", "pause 20", $"kill-actor a {Process}", $"expect-gone {Ladder}", "stopped a *"], Any),
        new(
            "server-actor-restart",
            [
                "grown a", "watch a", "crash-actor a /user/mcp-servers/{server}", $"expect-gone watched {Ladder}", "pause 50",
                "stopped a *", $"expect-gone {Ladder}"
            ],
            Any),
        new(
            "servers-actor-restart",
            [
                "grown a", "watch a", "crash-actor a /user/mcp-servers", $"expect-gone watched {Ladder}", "pause 50", "stopped a *",
                $"expect-gone {Ladder}"
            ],
            Any),
        new("job-timeout", ["ready a *", "batch a b 300 *", "await-batch a b", "stop a *", $"expect-gone {Ladder}", "stopped a *"], Ready),
        new(
            "batch-cancelled",
            [
                "ready a *", "batch a b 10000 *", "pause 50", "cancel-batch a b", "await-batch a b", "stop a *",
                $"expect-gone {Ladder}", "stopped a *"
            ],
            Ready),
        new(
            "scheduler-crash",
            [
                "ready a *", "batch a b 10000 *", "pause 30", "crash-actor a /user/mcp-scheduler", "stop a *", $"expect-gone {Ladder}",
                "stopped a *"
            ],
            Ready),
        new(
            "reaper-crash",
            [
                "grown a", $"kill-actor a {Process}", "sweep a", "crash-actor a /system/mcp-orphan-reaper", "sweep a", "pause 20",
                "crash-actor a /system/mcp-orphan-reaper", "stopped a *", $"expect-gone {Ladder}"
            ],
            Any),
        new("terminate", ["grown a", "watch a", "terminate a", $"expect-gone {Ladder}"], Any, 12),
        new("abort", ["grown a", "watch a", "abort a", $"expect-gone {Ladder}"], Any, 12),
        new("coordinated-shutdown", ["grown a", "watch a", "shutdown a", $"expect-gone {Ladder}"], Any, 12),
        new("sigterm-host", ["grown a", "watch a", "sigterm-host a", $"expect-gone {Ladder}"], Any, 12),
        new("sigkill-host", ["grown a", "sigkill-host a", $"expect-gone {Ladder}"], Any, 12),
        new(
            "sigkill-keeper",
            [
                "grown a", "watch a", "sigkill-keepers a", $"expect-gone watched {KeeperKilled}", "stopped a *",
                $"expect-gone {Ladder}"
            ],
            Traceable),
        new("sigkill-both", ["grown a", "watch a", "sigkill-both a", "host b fresh", $"expect-gone {KeeperKilled}"], Traceable),
        new("sigstop-keeper", ["grown a", "watch a", "sigstop-keepers a", "stop a *", $"expect-gone {Overdue}"], Traceable),
        new(
            "recycled-pid",
            [
                "grown a", "watch a", "sigkill-keepers a", $"expect-gone watched {KeeperKilled}", "recycle", "sweep a", "stopped a *",
                "sweep a", "terminate a", $"expect-gone {Ladder}"
            ],
            Traceable, 4),
        .. new[] { 200, 1_000, 3_000, 10_000, 30_000 }.Select(delay => new Ending(
            $"sigkill-host-{delay.ToString(CultureInfo.InvariantCulture)}us-after-start", [$"sigkill-host a {delay.ToString(CultureInfo.InvariantCulture)}", $"expect-gone {Ladder}"], Any, 20)),
        .. new[] { "full", "read-only" }.Select(illness => new Ending(
            $"registry-{illness}", ["grown a", "watch a", "sigkill-host a", $"expect-gone {Ladder}"], Any, 20)),
    ];

    private static bool Any(Habit habit) => true;

    private static bool Ready(Habit habit) => habit.Kind == Kind.Mcp;

    // A short-lived server may end before anybody sees it.
    private static bool Handshaking(Habit habit) => habit.Kind != Kind.Short;

    private static bool Traceable(Habit habit) => !habit.IsUntraceable;

    private static string Text(TimeSpan promise) => ((int)promise.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
