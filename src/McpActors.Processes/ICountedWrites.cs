namespace McpActors.Processes;

/// <summary>A stream to a server that knows how much of what it was given has reached the pipe. Thread-safe.</summary>
internal interface ICountedWrites
{
    /// <summary>How many bytes the pipe has taken so far.</summary>
    long Written { get; }
}
