using Serilog.Core;
using Serilog.Events;

namespace McpActors.Host.Output;

/// <summary>Removes secrets from all events.</summary>
internal sealed class RedactingSink(Logger inner, KnownSecrets secrets) : ILogEventSink, IDisposable
{
    public void Emit(LogEvent logEvent)
    {
        var properties = logEvent.Properties.Select(property => new LogEventProperty(property.Key, Redact(property.Key, property.Value)));
        inner.Write(new LogEvent(
            logEvent.Timestamp, logEvent.Level, Redact(logEvent.Exception), logEvent.MessageTemplate, properties,
            logEvent.TraceId ?? default, logEvent.SpanId ?? default));
    }

    public void Dispose() => inner.Dispose();

    // Subject and What contain only names from the configuration and words of this program.
    private LogEventPropertyValue Redact(string name, LogEventPropertyValue value) => name is Line.Subject or Line.What ? value : Redact(value);

    private LogEventPropertyValue Redact(LogEventPropertyValue value) => value switch
    {
        ScalarValue { Value: { } any } when any.ToString() is { } text && secrets.Redact(text) is var shown && shown != text => new ScalarValue(shown),
        SequenceValue list => new SequenceValue(list.Elements.Select(Redact)),
        DictionaryValue values => new DictionaryValue(values.Elements.Select(member => KeyValuePair.Create(member.Key, Redact(member.Value)))),
        StructureValue record => new StructureValue(record.Properties.Select(member => new LogEventProperty(member.Name, Redact(member.Value))), record.TypeTag),
        _ => value,
    };

    private Exception? Redact(Exception? exception)
    {
        if (exception is null) return null;
        var text = exception.ToString();
        var shown = secrets.Redact(text);
        return shown == text ? exception : new RedactedException(secrets.Redact(exception.Message), shown);
    }

    /// <summary>A copy of an exception whose text had secrets in it.</summary>
    private sealed class RedactedException(string message, string text) : Exception(message)
    {
        public override string ToString() => text;
    }
}
