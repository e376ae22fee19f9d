using Akka.Configuration;

namespace McpActors.Host.Composition;

/// <summary>What the program sets in Akka.NET's own configuration; a user's file overrides it.</summary>
internal static class ProgramDefaults
{
    public static Config Config { get; } = ConfigurationFactory.ParseString($$"""
        akka {
          # Why a process is replaced, or a tick passed over, is said at this level; of Akka.NET's own the bridge lets nothing below WARNING through.
          loglevel = INFO
          loggers = ["{{typeof(AkkaLogBridge).AssemblyQualifiedName}}"]
          # Its scheduler wakes so often, whether a timer is due or not: the default of 10 ms is most of what an idle host would take of a core.
          scheduler.tick-duration = 100ms
          # Before and after its loggers live, Akka.NET would write to stdout in its own way.
          stdout-loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          # StopSignals is the one owner of SIGTERM and SIGINT. Akka.NET 1.5.58 and later would take the first signal itself (akka.net #7964).
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);

    /// <summary>The longest that coordinated shutdown can take: the sum of its phases.</summary>
    public static TimeSpan CoordinatedShutdown(Config config)
    {
        var shutdown = config.WithFallback(ConfigurationFactory.Default()).GetConfig("akka.coordinated-shutdown");
        var usual = shutdown.GetTimeSpan("default-phase-timeout");
        var phases = shutdown.GetValue("phases").GetObject().Items.Keys;
        return phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + shutdown.GetTimeSpan($"phases.{phase}.timeout", usual));
    }
}
