using Akka.Configuration;

namespace McpActors.Host.Composition;

/// <summary>The program's defaults for Akka.NET; a user's file overrides them.</summary>
internal static class ProgramDefaults
{
    public static Config Config { get; } = ConfigurationFactory.ParseString($$"""
        akka {
          # Replacements and skipped ticks are logged at INFO; AkkaLogBridge drops Akka.NET's own messages below
          # WARNING.
          loglevel = INFO
          loggers = ["{{typeof(AkkaLogBridge).AssemblyQualifiedName}}"]
          # The scheduler wakes up at every tick. The default of 10 ms causes most of an idle host's CPU usage.
          scheduler.tick-duration = 100ms
          # Before its loggers start and after they stop, Akka.NET would write to stdout in its own format.
          stdout-loglevel = OFF
          log-dead-letters = off
          log-dead-letters-during-shutdown = off
          # StopSignals alone handles SIGTERM and SIGINT. Akka.NET 1.5.58 and later would handle the first signal itself
          # (akka.net #7964).
          coordinated-shutdown.run-by-clr-shutdown-hook = off
        }
        """);

    /// <summary>The longest duration of coordinated shutdown: the sum of its phases' timeouts.</summary>
    public static TimeSpan CoordinatedShutdown(Config config)
    {
        var shutdown = config.WithFallback(ConfigurationFactory.Default()).GetConfig("akka.coordinated-shutdown");
        var usual = shutdown.GetTimeSpan("default-phase-timeout");
        var phases = shutdown.GetValue("phases").GetObject().Items.Keys;
        return phases.Aggregate(TimeSpan.Zero, (sum, phase) => sum + shutdown.GetTimeSpan($"phases.{phase}.timeout", usual));
    }
}
