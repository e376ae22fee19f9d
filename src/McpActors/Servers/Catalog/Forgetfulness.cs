using Akka.Event;
using McpActors.Processes.Registry;

namespace McpActors.Servers;

/// <summary>The warning that something of servers is not kept on disk.</summary>
internal static class Forgetfulness
{
    /// <param name="log">The log; null for none.</param>
    /// <param name="what">The things that are forgotten, such as "lists".</param>
    /// <param name="file">The file or folder that cannot be used.</param>
    /// <param name="error">The reason.</param>
    /// <param name="key">The key that sets another folder.</param>
    public static void Warn(ILoggingAdapter? log, string what, string file, Exception error, string key) => log?.Warning(
        "The {0} of servers are remembered only until this host ends: {1} {2}. Remove it, or set mcp-actors.{3} to a folder of your own",
        what, file, ((error as RegistryException)?.Reason ?? error.Message).TrimEnd('.'), key);
}
