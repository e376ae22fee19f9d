using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace McpActors.Host.Output;

/// <summary>Where what happens is written: the console for people, and a file of JSON lines where one is asked for.</summary>
internal static class Logs
{
    // Wide enough for most names; a longer one shifts its own line only.
    private const int WidestSubject = 20;

    /// <summary>For <c>run</c>: all of it to stdout.</summary>
    /// <param name="file">The file of JSON lines, or null.</param>
    /// <param name="subjects">Whom lines will be about.</param>
    public static Logger ForRun(string? file, IEnumerable<string> subjects)
    {
        var width = Math.Min(WidestSubject, subjects.Append(Line.Program).Max(subject => subject.Length));
        return ToFile(file).WriteTo.Sink(new PatientSink(Console(new ConsoleLine(Colour.OnStdout, width), null))).CreateLogger();
    }

    /// <summary>For <c>call</c>, whose stdout is the result's: to stderr, and only where somebody watches.</summary>
    public static Logger ForCall(string? file)
    {
        var logs = ToFile(file);
        if (System.Console.IsErrorRedirected) return logs.CreateLogger();
        return logs.WriteTo.Sink(new PatientSink(Console(new ConsoleLine(Colour.OnStderr, Line.Program.Length), LogEventLevel.Verbose))).CreateLogger();
    }

    private static Logger Console(ConsoleLine lines, LogEventLevel? toStderrFrom) =>
        new LoggerConfiguration().WriteTo.Console(lines, standardErrorFromLevel: toStderrFrom).CreateLogger();

    private static LoggerConfiguration ToFile(string? file)
    {
        var logs = new LoggerConfiguration();
        if (file is null) return logs;
        RefuseUnwritable(file);
        return logs.WriteTo.File(new JsonFormatter(renderMessage: true), file);
    }

    // Serilog would go on without the file and say nothing.
    private static void RefuseUnwritable(string file)
    {
        try
        {
            File.Open(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UsageException($"--log-file {file} cannot be written: {e.Message}\nName a file in a directory that is there and yours.", e);
        }
    }
}
