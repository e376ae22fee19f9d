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
/// What actors and Akka.NET itself log, in the columns of everything else. Akka.Hosting's own logger would put a second timestamp,
/// the thread and the stack trace into each message. The file of JSON lines also has the values of the message, and the trace in which it was logged.
/// </summary>
internal sealed class AkkaLogBridge : ReceiveActor
{
    private const int Longest = 400;

    private const string Template = Line.Begin + "{Said:l}";

    // What an actor says about a process repeats the tail of its stderr, which the exit has printed.
    private const string TailBegins = " Its stderr ended with:";

    // What Akka.NET says of itself at this level is for who asks for more.
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
        // The trace of the actor that logged: this actor has none.
        var trace = e.ActivityContext.GetValueOrDefault();
        log.Write(new LogLine(DateTimeOffset.Now, level, e.Cause, template, properties, trace.TraceId, trace.SpanId));
    }

    // Its name stands at the beginning of the line.
    private static string About(string subject, string said)
    {
        var name = $"Server '{subject}' ";
        if (said.StartsWith(name, StringComparison.Ordinal)) said = $"it {said[name.Length..]}";
        var tail = said.IndexOf(TailBegins, StringComparison.Ordinal);
        return tail < 0 ? said : said[..tail];
    }

    // Not by the path: what manages our singletons is Akka.NET's, and stands under our names.
    private static bool IsOurs(Type speaker) => speaker.Namespace?.StartsWith(nameof(McpActors), StringComparison.Ordinal) is true;

    // Each attempt to reach a node that is gone is a warning or an error of a connection. Which nodes come and go is printed by itself.
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

    // .../user/mcp-servers/files/3 is about files; everything else about the actor, or the class, that spoke.
    private static string Subject(string source)
    {
        // A class that speaks has its system after it: ShutdownTasks (akka://mcpactors).
        var path = source.Split(" (akka:", 2)[0].TrimEnd(']').Split('/', StringSplitOptions.RemoveEmptyEntries);
        var servers = Array.IndexOf(path, "mcp-servers");
        if (servers >= 0 && servers + 1 < path.Length) return path[servers + 1];
        if (path.Contains("mcp-scheduler")) return "scheduler";
        if (source.Contains("/system/cluster/", StringComparison.Ordinal)) return "cluster";
        return path.LastOrDefault() switch
        {
            "mcp-orphan-reaper" => "reaper",
            "mcp-leader" => "leader",
            // A class that is no actor speaks as NAME(akka://SYSTEM).
            { } last => last.TrimEnd(')'),
            null => "akka",
        };
    }
}
