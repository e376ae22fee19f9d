using Akka.Actor;
using Akka.Event;
using McpActors.Host.Output;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using LogEvent = Akka.Event.LogEvent;
using LogLine = Serilog.Events.LogEvent;

namespace McpActors.Host.Composition;

/// <summary>
/// Prints the log of the actors and of Akka.NET in the program's columns. Akka.Hosting's own logger would add a second
/// timestamp, the thread and the stack trace to each message. The JSON log file also gets the message's values and its
/// trace.
/// </summary>
internal sealed class AkkaLogBridge : ReceiveActor
{
    private const int Longest = 400;

    private const string Template = Line.Begin + "{Said:l}";

    // The reason in an actor's message may repeat the stderr tail, which was printed with the process's exit.
    private const string TailBegins = " Its stderr ended with:";

    // Akka.NET's own messages below WARNING are printed only at loglevel DEBUG.
    private readonly bool _wantsAll = string.Equals(Context.System.Settings.LogLevel, "DEBUG", StringComparison.OrdinalIgnoreCase);

    private readonly ILogger _log = Context.System.Settings.Setup.Get<LogSetup>().Value.Log;

    public AkkaLogBridge()
    {
        Receive<InitializeLogger>(_ => Sender.Tell(new LoggerInitialized()));
        Receive<LogEvent>(Write, e => _wantsAll || e.LogLevel() != LogLevel.InfoLevel || IsOurs(e.LogClass));
        Receive<LogEvent>(_ => { });
    }

    private void Write(LogEvent e)
    {
        var level = IsWire(e.LogSource) ? LogEventLevel.Debug : Level(e.LogLevel());
        if (!_log.IsEnabled(level)) return;
        var (subject, said) = (Subject(e.LogSource), e.Message?.ToString() ?? "");
        object[] columns = [subject, Word(e.LogLevel()), Printable.FirstLine(About(subject, said), Longest)];
        if (!_log.BindMessageTemplate(Template, columns, out var template, out var properties)) return;
        var log = _log.ForContext(Constants.SourceContextPropertyName, e.LogSource).ForContext("Details", said);
        if (e.TryGetProperties(out var values) && values is { Count: > 0 }) log = log.ForContext("Values", new Dictionary<string, object>(values));
        // The trace context of the actor that logged; this actor runs in none.
        var trace = e.ActivityContext.GetValueOrDefault();
        log.Write(new LogLine(DateTimeOffset.Now, level, e.Cause, template, properties, trace.TraceId, trace.SpanId));
    }

    // The line's first column has the server's name already.
    private static string About(string subject, string said)
    {
        var name = $"Server '{subject}' ";
        if (said.StartsWith(name, StringComparison.Ordinal)) said = $"it {said[name.Length..]}";
        var tail = said.IndexOf(TailBegins, StringComparison.Ordinal);
        return tail < 0 ? said : said[..tail];
    }

    // Decided by class, not by path: Akka.NET's singleton managers live under our actors' names.
    private static bool IsOurs(Type speaker) => speaker.Namespace?.StartsWith(nameof(McpActors), StringComparison.Ordinal) is true;

    // Each attempt to reach a dead node logs a warning or an error. ClusterLines prints which nodes come and go.
    private static bool IsWire(string source) =>
        source.Contains("/system/endpointManager", StringComparison.Ordinal) || source.StartsWith("remoting", StringComparison.Ordinal);

    private static LogEventLevel Level(LogLevel level) => level switch
    {
        LogLevel.DebugLevel => LogEventLevel.Debug,
        LogLevel.InfoLevel => LogEventLevel.Information,
        LogLevel.WarningLevel => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.DebugLevel => "debug",
        LogLevel.InfoLevel => "says",
        LogLevel.WarningLevel => "warning",
        _ => "error",
    };

    // .../user/mcp-servers/files/3 is about server "files"; any other source is about the actor or class that logged.
    private static string Subject(string source)
    {
        // A class logs as NAME (akka://SYSTEM), e.g. ShutdownTasks (akka://mcpactors).
        var path = source.Split(" (akka:", 2)[0].TrimEnd(']').Split('/', StringSplitOptions.RemoveEmptyEntries);
        var servers = Array.IndexOf(path, "mcp-servers");
        if (servers >= 0 && servers + 1 < path.Length) return path[servers + 1];
        if (path.Contains("mcp-scheduler")) return "scheduler";
        if (source.Contains("/system/cluster/", StringComparison.Ordinal)) return "cluster";
        return path.LastOrDefault() switch
        {
            "mcp-orphan-reaper" => "reaper",
            "mcp-leader" => "leader",
            // A class that is not an actor logs as NAME(akka://SYSTEM).
            { } last => last.TrimEnd(')'),
            null => "akka",
        };
    }
}
