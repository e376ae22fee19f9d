using McpActors.Configuration;
using ModelContextProtocol;

namespace McpActors.Servers;

/// <summary>
/// Prepares a server's texts for messages, logs and traces: limits their length and removes the secrets of its
/// definition.
/// </summary>
internal static class ServerWords
{
    // A server may answer with megabytes; this is enough for a log line.
    private const int Longest = 8 << 10;

    /// <summary>Prepares a text of the server.</summary>
    public static string Of(ServerSettings server, string text) =>
        text.Length <= Longest
            ? server.Secrets().Redact(text)
            : $"{server.Secrets().Redact(text, Longest)}... ({text.Length} characters)";

    /// <summary>Prepares an error as an inner exception, whose text a log would write with its secrets.</summary>
    public static Exception Cause(ServerSettings server, Exception error)
    {
        var text = error.ToString();
        if (text.Length <= Longest && server.Secrets().Redact(text) == text) return error;
        var message = Of(server, error.Message);
        return error is McpProtocolException protocol ? new McpProtocolException(message, protocol.ErrorCode) : new McpException(message);
    }
}
