using McpActors.Processes.Files;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace McpActors.Host.Output;

/// <summary>Creates the logs: the console for people, and optionally a file of JSON lines.</summary>
internal static class Logs
{
    // Wide enough for most names; a longer name shifts its own line only.
    private const int WidestSubject = 20;

    /// <summary>For <c>run</c>: everything goes to stdout.</summary>
    /// <param name="file">The file for JSON lines; null for none.</param>
    /// <param name="subjects">The possible subjects of lines.</param>
    /// <param name="secrets">Secrets to leave out of both.</param>
    public static Logger ForRun(string? file, IEnumerable<string> subjects, KnownSecrets secrets)
    {
        var width = Math.Min(WidestSubject, subjects.Append(Line.Program).Max(subject => subject.Length));
        return Without(secrets, ToFile(file).WriteTo.Sink(new PatientSink(Console(new ConsoleLine(Colour.OnStdout, width), null))));
    }

    /// <summary>
    /// For <c>call</c>, whose stdout carries the result: log to stderr, and only if it is a terminal.
    /// </summary>
    public static Logger ForCall(string? file, KnownSecrets secrets)
    {
        var logs = ToFile(file);
        return Without(secrets, System.Console.IsErrorRedirected
            ? logs
            : logs.WriteTo.Sink(new PatientSink(Console(new ConsoleLine(Colour.OnStderr, Line.Program.Length), LogEventLevel.Verbose))));
    }

    private static Logger Without(KnownSecrets secrets, LoggerConfiguration logs) =>
        new LoggerConfiguration().WriteTo.Sink(new RedactingSink(logs.CreateLogger(), secrets)).CreateLogger();

    private static Logger Console(ConsoleLine lines, LogEventLevel? toStderrFrom) =>
        new LoggerConfiguration().WriteTo.Console(lines, standardErrorFromLevel: toStderrFrom).CreateLogger();

    private static LoggerConfiguration ToFile(string? file)
    {
        var logs = new LoggerConfiguration();
        if (file is null) return logs;
        try
        {
            return logs.WriteTo.Sink(new JsonLog(RegularFile.OpenToAppend(file)));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var why = e is NotRegularFileException ? $"it {e.Message}" : e.Message;
            throw new UsageException(
                $"--log-file {file} cannot be written: {why}\nName a regular file in an existing directory of your own.", e);
        }
    }
}
