namespace McpActors.Telemetry;

/// <summary>A request to a server, as far as spans and metrics describe it.</summary>
internal interface IObservedRequest
{
    /// <summary>The server's configured name.</summary>
    string Server { get; }

    /// <summary>The request's method in the protocol.</summary>
    string Method { get; }

    /// <summary>The name of the tool or the prompt; null for none.</summary>
    string? Target { get; }

    /// <summary>The URI of the resource; null for none.</summary>
    string? Resource { get; }

    /// <summary>The origin of the request's message; null if it is unknown.</summary>
    RequestOrigin? Origin { get; }
}
