namespace McpActors.Servers;

/// <summary>
/// Whether a server may have acted on a request that failed. It is decided by whether the bytes of the request were handed to the pipe of the server's process.
/// </summary>
public enum RequestOutcome
{
    /// <summary>The request was handed to the server, or nobody knows whether it was, and no answer came: the server may have acted on it.</summary>
    Unknown,

    /// <summary>The server never saw the request, and never will: it can be sent again without harm.</summary>
    NotSent,

    /// <summary>The server has answered: with an error, or with what cannot be read or is too long. A tool may have acted before it answered.</summary>
    Answered,
}
