namespace McpActors.Host;

/// <summary>The user asked for something that cannot be done. The message says what, why, and what to do; it is all they see.</summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
