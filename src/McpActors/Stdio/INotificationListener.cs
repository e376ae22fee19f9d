using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// Receives the notifications of a server, in the server's order, on the thread that reads its stdout. Must not throw.
/// </summary>
internal interface INotificationListener
{
    /// <summary>Receives a notification.</summary>
    void Take(JsonRpcNotification notification);

    /// <summary>A list has changed: called once for all such notifications that were skipped.</summary>
    void Changed(Chatter list);
}
