using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Parsing;

namespace McpActors.Host.Output;

/// <summary>
/// One event as one line for people: time, subject, event, details; further lines are indented. An exception shows its
/// message; its stack trace goes to the log file.
/// </summary>
internal sealed class ConsoleLine(bool colour, int subjectWidth) : ITextFormatter
{
    private const int WhatWidth = 9;
    private const string Dim = "\e[2m", Bold = "\e[1m", Green = "\e[32m", Yellow = "\e[33m", Red = "\e[31m", Plain = "\e[0m";
    private const string Indent = "\n          ";

    public void Format(LogEvent logEvent, TextWriter output)
    {
        output.Write(Paint(Dim, logEvent.Timestamp.ToString("HH:mm:ss", CultureInfo.InvariantCulture)));
        output.Write("  ");
        foreach (var token in logEvent.MessageTemplate.Tokens) output.Write(Text(token, logEvent));
        for (var e = logEvent.Exception; e is not null; e = e.InnerException) output.Write(Fit($"\n{e.GetType().Name}: {e.Message}"));
        output.WriteLine();
    }

    private string Text(MessageTemplateToken token, LogEvent logEvent)
    {
        using var rendered = new StringWriter(CultureInfo.InvariantCulture);
        token.Render(logEvent.Properties, rendered, CultureInfo.InvariantCulture);
        var text = Fit(rendered.ToString());
        return (token as PropertyToken)?.PropertyName switch
        {
            Line.Subject => Paint(Bold, text.PadRight(subjectWidth)),
            Line.What => Paint(Tone(logEvent.Level), text.PadRight(WhatWidth)),
            _ => text,
        };
    }

    private static string Tone(LogEventLevel level) => level switch
    {
        >= LogEventLevel.Error => Red,
        LogEventLevel.Warning => Yellow,
        _ => Green,
    };

    private static string Fit(string text) => Printable.Text(text).Replace("\n", Indent, StringComparison.Ordinal);

    private string Paint(string style, string text) => colour ? style + text + Plain : text;
}
