using System.Text.Json;
using McpActors.Reading;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>What may be left out of a server's words when it says too much, found without reading all of a message.</summary>
internal enum Chatter
{
    /// <summary>Nothing: it may be an answer, or what must not be lost.</summary>
    None,

    /// <summary>A log message or progress, of which there are too many for anybody to follow, or no message at all.</summary>
    Noise,

    /// <summary>The list of tools is another now: to say it once is enough.</summary>
    ToolsChanged,

    /// <summary>The list of prompts is.</summary>
    PromptsChanged,

    /// <summary>The list of resources is.</summary>
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
            // Servers write the method first or second. Where another key comes before it, the message is read as any other.
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

    /// <summary>Whether a line may be a message, or a batch of them: nothing else is tried, because a failure to read costs far more than a line does.</summary>
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
