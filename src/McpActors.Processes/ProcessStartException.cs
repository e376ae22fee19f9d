namespace McpActors.Processes;

/// <summary>A process could not be started. The message says which server, what happened, why, and what to do.</summary>
/// <param name="server">The server whose process it was to be.</param>
/// <param name="reason">Why, and what to do; without a full stop.</param>
/// <param name="inner">What it comes from, if anything.</param>
public sealed class ProcessStartException(string server, string reason, Exception? inner = null)
    : Exception($"Server '{server}' could not be started: {reason}.", inner)
{
    /// <summary>The server whose process it was to be.</summary>
    public string Server { get; } = server;

    /// <summary>Why, and what to do: the message without the server's name.</summary>
    public string Reason { get; } = reason;
}
