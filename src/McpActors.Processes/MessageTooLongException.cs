namespace McpActors.Processes;

/// <summary>A server wrote a line to stdout that is longer than its <c>max-message</c>; the process is ended for it.</summary>
public sealed class MessageTooLongException(string message) : IOException(message);
