using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Reading;

/// <summary>
/// An answer that came and cannot be given to whoever asked. The client of a process only knows answers and errors, so it is told an error with a code
/// that no server can use: <see cref="Disown"/> takes the codes out of what servers say.
/// </summary>
internal static class AnswerFault
{
    /// <summary>It cannot be read, or not be told to which request it belongs.</summary>
    public const McpErrorCode Unreadable = (McpErrorCode)(int.MinValue + 15);

    /// <summary>It is longer than <c>max-message</c>.</summary>
    public const McpErrorCode TooLarge = (McpErrorCode)(int.MinValue + 16);

    // Before the message of every error that came from the transport.
    private const string ClientsPrefix = "Request failed (remote): ";

    /// <summary>The error that the client gets in the place of the answer.</summary>
    public static JsonRpcError Of(RequestId id, McpErrorCode code, string why) =>
        new() { Id = id, Error = new JsonRpcErrorDetail { Code = (int)code, Message = why } };

    /// <summary>Whether an error is one of these, and not the server's.</summary>
    public static bool IsOurs(McpErrorCode code) => code is Unreadable or TooLarge;

    /// <summary>Takes our codes from an error of the server's.</summary>
    public static void Disown(JsonRpcError error)
    {
        if (IsOurs((McpErrorCode)error.Error.Code)) error.Error.Code = (int)McpErrorCode.InternalError;
    }

    /// <summary>The message without the words that the client puts before it.</summary>
    public static string Words(string message) => message.StartsWith(ClientsPrefix, StringComparison.Ordinal) ? message[ClientsPrefix.Length..] : message;
}
