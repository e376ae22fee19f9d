using Akka.Event;

namespace McpActors.Torture.HostRole;

/// <summary>The actor system's log on stderr: stdout belongs to the answers.</summary>
public sealed class StderrLogger : ReceiveActor
{
    public StderrLogger()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(entry => Console.Error.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {entry.LogLevel()} {entry.Message} {(entry as Error)?.Cause?.Message}"));
    }
}
