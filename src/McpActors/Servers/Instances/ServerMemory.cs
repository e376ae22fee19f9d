namespace McpActors.Servers;

/// <summary>What a ServerActor may not forget when it is restarted after a crash. Belongs to it; <see cref="Restarts"/> is thread-safe.</summary>
internal sealed class ServerMemory(RestartWindow restarts)
{
    /// <summary>The restarts of late.</summary>
    public RestartWindow Restarts => restarts;

    /// <summary>It was stopped on request.</summary>
    public bool Stopped { get; set; }

    /// <summary>Why no process is started for another session; null where one is.</summary>
    public string? Parked { get; set; }

    /// <summary>No process is started any more.</summary>
    public bool ShuttingDown { get; set; }
}
