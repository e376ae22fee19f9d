using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>Observes the handshake, and may change it. Implementations are thread-safe and must not throw.</summary>
internal interface INegotiation
{
    /// <summary>The answer to the client in the server's place; null if the request goes to the server.</summary>
    JsonRpcMessage? AnswerFor(JsonRpcRequest request);

    /// <summary>Whether the server must not receive the cancellation of this request.</summary>
    bool Withholds(RequestId cancelled);

    /// <summary>Observes a message of the server, and returns the message for the client.</summary>
    JsonRpcMessage See(JsonRpcMessage message);
}
