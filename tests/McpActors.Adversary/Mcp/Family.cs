namespace McpActors.Adversary.Mcp;

/// <summary>
/// Serves well, and has three descendants from its start, each of which one way of finding processes misses.
/// </summary>
internal static class Family
{
    public static int Run()
    {
        Posix.Say($"child {Spawner.Sleep(Birth.NewSession)} session", Posix.StandardError);
        Spawner.Reap(Spawner.Self(
            Birth.NewSession,
            [(Posix.StandardError, Posix.StandardOutput)],
            FamilyHabits.OrphanSleepOf(Birth.NewSession | Birth.WipedEnvironment | Birth.Stubborn, "daemon")));
        Companion.Start("unmarked");
        return new McpServer().Serve();
    }
}
