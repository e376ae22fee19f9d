using McpActors.Configuration;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// What is to be configured from now on, all of it. Servers that are the same are not touched, changed ones are replaced, those that are not named
/// any more are drained and ended, new ones can be used. Reloads are done one after the other. Answered with <see cref="ServersApplied"/>,
/// which is published as well, when the old processes are extinct; or, where there is a mistake in it, with <c>Status.Failure</c> that names every
/// mistake, and nothing is changed.
/// </summary>
/// <param name="Definitions">The servers; each name once, and each value as the configuration allows it.</param>
public sealed record ApplyServers(IReadOnlyCollection<ServerSettings> Definitions);

/// <summary>What a reload did.</summary>
public sealed record ServersApplied(IReadOnlyList<ServerChange> Changes)
{
    /// <summary>Those that could not be done: the old one serves on.</summary>
    public IEnumerable<ServerChange> Failed => Changes.Where(change => change.Kind == ServerChangeKind.Failed);
}

/// <summary>What a reload did about one server.</summary>
public enum ServerChangeKind
{
    /// <summary>Nothing: it is the same.</summary>
    Unchanged,

    /// <summary>It is new; it is started when it is used, or by <see cref="StartServer"/>.</summary>
    Added,

    /// <summary>Another process serves in its place; the old one is extinct.</summary>
    Replaced,

    /// <summary>It was drained and ended, and is known no more.</summary>
    Removed,

    /// <summary>What was configured anew did not start; the old one serves on.</summary>
    Failed,
}

/// <summary>What a reload did about one server.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Why">The keys that are different, or why it failed; empty where there is nothing to say.</param>
/// <param name="Exit">How its old process ended; null where it had none, or the reaper has it.</param>
public sealed record ServerChange(string Server, ServerChangeKind Kind, string Why = "", ExitReport? Exit = null);

/// <summary>To a ServerActor: from now on these settings. Answered with <see cref="ServerReplaced"/>.</summary>
internal sealed record ReplaceServer(ServerSettings Settings);

/// <summary>The new one serves and the old one is extinct, or, with a failure, the old one serves on.</summary>
/// <param name="Server">Its name.</param>
/// <param name="Exit">How its old process ended; null where it had none, or the reaper has it.</param>
/// <param name="Failure">Why the old one serves on; null where the new one does.</param>
/// <param name="Settings">To which request of a ServerActor it is the answer; null where that one answers.</param>
internal sealed record ServerReplaced(string Server, ExitReport? Exit, string? Failure, ServerSettings? Settings = null);

/// <summary>To a ServerActor, and to each of its replicas: finish what is under way, and end. Answered with <see cref="ServerRetired"/>.</summary>
internal sealed record RetireServer(string Reason);

/// <summary>Nothing of it is left.</summary>
internal sealed record ServerRetired(string Server, ExitReport? Exit);
