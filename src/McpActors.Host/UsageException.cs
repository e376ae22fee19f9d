namespace McpActors.Host;

/// <summary>
/// The user asked for something impossible. The message is all they see: it names the problem, its reason and a remedy.
/// </summary>
internal sealed class UsageException(string message, Exception? inner = null) : Exception(message, inner);
