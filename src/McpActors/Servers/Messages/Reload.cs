using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// Applies a new configuration of all servers. Unchanged servers continue, changed servers are replaced, servers that
/// are missing in it are drained and ended, and new servers are added. Reloads run one after another. The answer is
/// <see cref="ServersApplied"/>, also published on the event stream, when the old processes are extinct. If the
/// definitions have mistakes, the answer is <c>Status.Failure</c> with an <see cref="ArgumentException"/> that names
/// all of them, and nothing changes.
/// </summary>
/// <param name="Definitions">All servers; names must be unique, and values must be allowed in the
/// configuration.</param>
public sealed record ApplyServers(IReadOnlyCollection<ServerSettings> Definitions);

/// <summary>The result of a reload.</summary>
public sealed record ServersApplied(IReadOnlyList<ServerChange> Changes)
{
    /// <summary>The changes that failed; their old processes keep serving.</summary>
    public IEnumerable<ServerChange> Failed => Changes.Where(change => change.Kind == ServerChangeKind.Failed);
}

/// <summary>The kind of change of one server in a reload.</summary>
public enum ServerChangeKind
{
    /// <summary>The settings are the same, and the server continues.</summary>
    Unchanged,

    /// <summary>The server is new. It starts on first use, or with <see cref="StartServer"/>.</summary>
    Added,

    /// <summary>A process with the new settings serves, and the old process is extinct.</summary>
    Replaced,

    /// <summary>The server was drained, ended and removed.</summary>
    Removed,

    /// <summary>The process with the new settings did not start; the old process keeps serving.</summary>
    Failed,
}

/// <summary>The change of one server in a reload.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Kind">The kind of change.</param>
/// <param name="Why">The changed keys or the reason of the failure. The default value is empty.</param>
/// <param name="Exit">How the old process ended; null if there was none or the reaper has it.</param>
public sealed record ServerChange(string Server, ServerChangeKind Kind, string Why = "", ExitReport? Exit = null);

/// <summary>To a ServerActor: use new settings from now on. The answer is <see cref="ServerReplaced"/>.</summary>
internal sealed record ReplaceServer(ServerSettings Settings);

/// <summary>
/// The new process serves and the old one is extinct; with a failure, the old process keeps serving.
/// </summary>
/// <param name="Server">The server's name.</param>
/// <param name="Exit">How the old process ended; null if there was none or the reaper has it.</param>
/// <param name="Failure">The reason why the old process keeps serving; null if the new one serves.</param>
/// <param name="Settings">The settings of the request; null in answers of a ServerActor.</param>
internal sealed record ServerReplaced(string Server, ExitReport? Exit, string? Failure, ServerSettings? Settings = null);

/// <summary>To a ServerActor: finish requests in flight, and end. The answer is <see cref="ServerRetired"/>.</summary>
internal sealed record RetireServer(string Reason);

/// <summary>The server has no process left.</summary>
internal sealed record ServerRetired(string Server, ExitReport? Exit);
