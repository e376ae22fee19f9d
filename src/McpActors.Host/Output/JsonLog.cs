using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace McpActors.Host.Output;

/// <summary>
/// Appends events to a file as JSON lines, each in one write. Serilog's own file sink opens its file by name, follows links, and leaves it for all to
/// read.
/// </summary>
internal sealed class JsonLog(FileStream file) : ILogEventSink, IDisposable
{
    // As Serilog's own: whoever wants more has the file taken away and the program restarted.
    private const long MostBytes = 1L << 30;

    private static readonly JsonFormatter Json = new(renderMessage: true);

    private readonly Lock _lock = new();

    public void Emit(LogEvent logEvent)
    {
        using var line = new StringWriter();
        Json.Format(logEvent, line);
        // JSON means the same with these escaped, and who shows the file on a terminal is not deceived.
        var bytes = Encoding.UTF8.GetBytes(Printable.Json(line.ToString()));
        lock (_lock)
        {
            if (file.Length + bytes.Length <= MostBytes) file.Write(bytes);
        }
    }

    public void Dispose() => file.Dispose();
}
