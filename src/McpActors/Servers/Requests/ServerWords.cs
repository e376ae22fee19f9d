using McpActors.Configuration;
using ModelContextProtocol;

namespace McpActors.Servers;

/// <summary>What a server has worded, fit for messages, logs and traces: of bounded length, and without the secrets of its definition.</summary>
internal static class ServerWords
{
    // A server may answer with megabytes. As much as a log line or a person may have use for.
    private const int Longest = 8 << 10;

    /// <summary>A text of the server's.</summary>
    public static string Of(ServerSettings server, string text) =>
        text.Length <= Longest
            ? server.Secrets().Redact(text)
            : $"{server.Secrets().Redact(text, Longest)}... ({text.Length} characters)";

    /// <summary>The error as a cause for others: without secrets, of which what a log writes of an exception would be full.</summary>
    public static Exception Cause(ServerSettings server, Exception error)
    {
        var text = error.ToString();
        if (text.Length <= Longest && server.Secrets().Redact(text) == text) return error;
        var message = Of(server, error.Message);
        return error is McpProtocolException protocol ? new McpProtocolException(message, protocol.ErrorCode) : new McpException(message);
    }
}
