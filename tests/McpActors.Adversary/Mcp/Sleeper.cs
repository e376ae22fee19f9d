namespace McpActors.Adversary.Mcp;

/// <summary>Does nothing, and ignores SIGTERM, SIGINT and SIGHUP until its deadline.</summary>
internal static class Sleeper
{
    public static int Run()
    {
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => context.Cancel = true);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context => context.Cancel = true);
        Thread.Sleep(Timeout.Infinite);
        return 0;
    }
}
