using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>Takes what a server says of its own accord. Called by the one who reads, in the server's order; must not throw.</summary>
internal interface INotificationListener
{
    /// <summary>A notification that was read.</summary>
    void Take(JsonRpcNotification notification);

    /// <summary>A list has changed: called once for all such notifications that were skipped.</summary>
    void Changed(Chatter list);
}
