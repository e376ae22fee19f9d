namespace McpActors.Processes;

/// <summary>A process could not be started. The message names the server, the reason and the remedy.</summary>
/// <param name="server">The server's name.</param>
/// <param name="reason">The reason and the remedy, without a final full stop.</param>
/// <param name="inner">The cause, if any.</param>
public sealed class ProcessStartException(string server, string reason, Exception? inner = null)
    : Exception($"Server '{server}' could not be started: {reason}.", inner)
{
    /// <summary>The server's name.</summary>
    public string Server { get; } = server;

    /// <summary>The reason and the remedy: the message without the server's name.</summary>
    public string Reason { get; } = reason;
}
