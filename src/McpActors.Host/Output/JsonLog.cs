using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace McpActors.Host.Output;

/// <summary>
/// Appends events to a file as JSON lines, each in one write. Serilog's own file sink opens the file by name, follows
/// links, and leaves the file readable for everybody.
/// </summary>
internal sealed class JsonLog(FileStream file) : ILogEventSink, IDisposable
{
    // Serilog's own limit. To log more, move the file away and restart the program.
    private const long MostBytes = 1L << 30;

    private static readonly JsonFormatter Json = new(renderMessage: true);

    private readonly Lock _lock = new();

    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter();
        Json.Format(logEvent, line);
        // Escaped characters do not change the JSON, and cannot deceive a reader who shows the file in a terminal.
        var bytes = Encoding.UTF8.GetBytes(Printable.Json(line.ToString()));
        lock (_lock)
        {
            if (file.Length + bytes.Length <= MostBytes) file.Write(bytes);
        }
    }

    public void Dispose() => file.Dispose();
}
