using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>Sees the handshake pass, and has a say in it. Thread-safe; must not throw.</summary>
internal interface INegotiation
{
    /// <summary>The answer that the client gets in the server's place; null if the server is asked.</summary>
    JsonRpcMessage? AnswerFor(JsonRpcRequest request);

    /// <summary>Whether the server is not told that the client has taken back this request.</summary>
    bool Withholds(RequestId cancelled);

    /// <summary>Sees what the server says. The result is what the client gets.</summary>
    JsonRpcMessage See(JsonRpcMessage message);
}
