namespace McpActors.Processes;

/// <summary>A process could not be started. The message says which server, what happened, why, and what to do.</summary>
public sealed class ProcessStartException(string server, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The server whose process it was to be.</summary>
    public string Server { get; } = server;
}
