using Akka.Event;
using McpActors.Configuration;
using Microsoft.Extensions.Logging;
using AkkaLevel = Akka.Event.LogLevel;
using LogLevel = Microsoft.Extensions.Logging.LogLevel;

namespace McpActors.Servers;

/// <summary>
/// The MCP client's log, written at debug level: the actor reports the client's errors itself, with the process's exit.
/// </summary>
internal sealed class ClientLog(ServerSettings server, ILoggingAdapter log) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("The actor's log takes no providers.");

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    // Trace would write messages, and with them secrets, to the log.
    public bool IsEnabled(LogLevel logLevel) => logLevel is not (LogLevel.Trace or LogLevel.None) && log.IsEnabled(AkkaLevel.DebugLevel);

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel)) log.Debug("{0}", ServerWords.Of(server, $"{formatter(state, exception)} {exception?.Message}").TrimEnd());
    }

    public void Dispose()
    {
        // The log belongs to the actor.
    }
}
