using System.Text.Json;
using McpActors.Reading;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// The messages that may be skipped when a server sends too much, recognised without parsing the whole message.
/// </summary>
internal enum Chatter
{
    /// <summary>A message that must not be skipped, such as an answer.</summary>
    None,

    /// <summary>A log message, progress, or a line that is no message.</summary>
    Noise,

    /// <summary>A change of the list of tools; several are reported once.</summary>
    ToolsChanged,

    /// <summary>A change of the list of prompts; several are reported once.</summary>
    PromptsChanged,

    /// <summary>A change of the list of resources; several are reported once.</summary>
    ResourcesChanged,
}

/// <inheritdoc cref="Chatter"/>
internal static class ChatterReader
{
    public static Chatter Of(ReadOnlySpan<byte> line)
    {
        if (!MayBeMessage(line)) return MessageRescue.MayHoldMessage(line) ? Chatter.None : Chatter.Noise;
        try
        {
            var reader = new Utf8JsonReader(line);
            reader.Read();
            // Servers write the method first or second. A message with another key before it is not skipped.
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isMethod = reader.ValueTextEquals("method"u8);
                if (!isMethod && !reader.ValueTextEquals("jsonrpc"u8)) return Chatter.None;
                reader.Read();
                if (isMethod) return reader.TokenType == JsonTokenType.String ? OfMethod(ref reader) : Chatter.None;
            }
            return Chatter.None;
        }
        catch (JsonException)
        {
            return Chatter.Noise;
        }
    }

    /// <summary>
    /// Whether a line may be a message or a batch. Other lines are not parsed, because a parse error is expensive.
    /// </summary>
    public static bool MayBeMessage(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t\v\f"u8);
        return !line.IsEmpty && (line[0] == (byte)'{' || (line[0] == (byte)'[' && line[1..].TrimStart(" \t\v\f"u8) is [(byte)'{', ..]));
    }

    private static Chatter OfMethod(ref Utf8JsonReader method) =>
        method.ValueTextEquals(NotificationMethods.LoggingMessageNotification) || method.ValueTextEquals(NotificationMethods.ProgressNotification) ? Chatter.Noise
        : method.ValueTextEquals(NotificationMethods.ToolListChangedNotification) ? Chatter.ToolsChanged
        : method.ValueTextEquals(NotificationMethods.PromptListChangedNotification) ? Chatter.PromptsChanged
        : method.ValueTextEquals(NotificationMethods.ResourceListChangedNotification) ? Chatter.ResourcesChanged
        : Chatter.None;
}
