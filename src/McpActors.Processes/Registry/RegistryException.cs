namespace McpActors.Processes.Registry;

/// <summary>The registry of hosts cannot be used. The message says which folder, why, and what to do.</summary>
/// <param name="path">The runtime directory.</param>
/// <param name="reason">Why, and what to do; without a full stop.</param>
/// <param name="inner">What it comes from, if anything.</param>
public sealed class RegistryException(string path, string reason, Exception? inner = null)
    : IOException($"The runtime directory {path} cannot be used: {reason}. Or set mcp-actors.runtime-dir to a folder of your own.", inner);
