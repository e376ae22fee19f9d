namespace McpActors.Torture.HostRole;

/// <summary>The configuration of every host of a run: each habit as a server, twice, with short graces.</summary>
internal static class HostConfig
{
    /// <summary>
    /// A variable in the environment of each server's keeper, by which the oracle knows the server without asking the
    /// product.
    /// </summary>
    public const string ServerVariable = "TORTURE_SERVER";

    public const int Slots = 2;

    public static readonly TimeSpan EofGrace = TimeSpan.FromMilliseconds(150), TermGrace = TimeSpan.FromMilliseconds(150);

    public static readonly TimeSpan Ladder = EofGrace + TermGrace;

    public static string ServerName(Habit habit, int slot) => $"{habit.Name}.{slot.ToString(CultureInfo.InvariantCulture)}";

    public static string Text(string runtimeDirectory)
    {
        var servers = new StringBuilder();
        foreach (var habit in Habits.All.Concat(HostileHistories.OwnHabits))
        {
            for (var slot = 1; slot <= Slots; slot++)
            {
                var name = ServerName(habit, slot);
                servers.AppendLine(CultureInfo.InvariantCulture,
                    $"    \"{name}\" {{ command = {Quote(Artifacts.Adversary)}, args = {JsonSerializer.Serialize(habit.Arguments)}, env {{ {ServerVariable} = \"{name}\" }} }}");
            }
        }

        return $$"""
            akka {
              loglevel = WARNING, stdout-loglevel = OFF, log-dead-letters = off
              loggers = ["{{typeof(StderrLogger).AssemblyQualifiedName}}"]
              coordinated-shutdown { exit-clr = off, run-by-clr-shutdown-hook = off }
            }
            mcp-actors {
              runtime-dir = {{Quote(runtimeDirectory)}}
              keeper { required = on, path = {{Quote(Artifacts.Keeper)}} }
              reaper { sweep-interval = 2s }
              server-defaults {
                inherit-env = all, startup-timeout = 20s
                shutdown { eof-grace = {{EofGrace.TotalMilliseconds:0}}ms, term-grace = {{TermGrace.TotalMilliseconds:0}}ms }
                restart { min-backoff = 50ms, max-backoff = 200ms, max-restarts = 2, within = 1m }
              }
              servers {
            {{servers}}
              }
            }
            """;
    }

    private static string Quote(string text) => JsonSerializer.Serialize(text);
}
