using Akka.Actor;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// A reload in progress: the changes so far, and the servers that it waits for. Used by the ServersActor only.
/// </summary>
internal sealed class RunningReload(ApplyServers request, IActorRef replyTo, Action whenDone)
{
    private readonly SortedDictionary<string, ServerChange> _changes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _awaited = new(StringComparer.Ordinal);
    private bool _begun;

    public ApplyServers Request => request;

    public IActorRef ReplyTo => replyTo;

    public IReadOnlyList<ServerChange> Changes => [.. _changes.Values];

    public void Unchanged(string server) => _changes[server] = new ServerChange(server, ServerChangeKind.Unchanged);

    public void Added(string server) => _changes[server] = new ServerChange(server, ServerChangeKind.Added);

    public void Failed(string server, string why) => _changes[server] = new ServerChange(server, ServerChangeKind.Failed, why);

    public void WillReplace(string server, IReadOnlyList<string> keys) => _awaited[server] = string.Join(", ", keys);

    public void WillRemove(string server) => _awaited[server] = "it was removed from the configuration";

    /// <summary>All servers have been told of the reload.</summary>
    public void Begun()
    {
        _begun = true;
        EndIfDone();
    }

    public void Replaced(ServerReplaced replaced) => Ended(replaced.Server, why => replaced.Failure is { } failure
        ? new ServerChange(replaced.Server, ServerChangeKind.Failed, failure)
        : new ServerChange(replaced.Server, ServerChangeKind.Replaced, why, replaced.Exit));

    public void Removed(string server, ExitReport? exit) =>
        Ended(server, why => new ServerChange(server, ServerChangeKind.Removed, why, exit));

    private void Ended(string server, Func<string, ServerChange> change)
    {
        if (!_awaited.Remove(server, out var why)) return;
        _changes[server] = change(why);
        EndIfDone();
    }

    private void EndIfDone()
    {
        if (_begun && _awaited.Count == 0) whenDone();
    }

    /// <summary>From the reload to the ServersActor: the reload is done.</summary>
    internal sealed record Done
    {
        public static Done Instance { get; } = new();
    }
}
