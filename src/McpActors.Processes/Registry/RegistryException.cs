namespace McpActors.Processes.Registry;

/// <summary>The host registry cannot be used. The message names the folder, the reason and the remedy.</summary>
/// <param name="path">The runtime directory.</param>
/// <param name="reason">The reason and the remedy, without a final full stop.</param>
/// <param name="inner">The cause, if any.</param>
internal sealed class RegistryException(string path, string reason, Exception? inner = null)
    : IOException($"The runtime directory {path} cannot be used: {reason}. Or set mcp-actors.runtime-dir to a folder of your own.", inner)
{
    /// <summary>The reason and the remedy alone, for a folder of another setting.</summary>
    public string Reason => reason;
}
