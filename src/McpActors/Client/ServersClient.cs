using System.Text.Json;
using Akka.Actor;
using McpActors.Configuration;
using McpActors.Processes;
using McpActors.Servers;
using McpActors.Sessions;
using ModelContextProtocol.Protocol;

namespace McpActors.Client;

/// <summary>The actors' requests as awaitable methods.</summary>
internal sealed class ServersClient(IActorRef servers, IActorRef sessions, PendingPromises pending) : IMcpServers
{
    private readonly Asking _asking = new(pending);

    public Task<CallToolResult> CallToolAsync(
        string server,
        string tool,
        IReadOnlyDictionary<string, JsonElement>? arguments,
        IProgress<ToolProgress>? progress,
        TimeSpan? timeout,
        CancellationToken cancellationToken) =>
        _asking.CallAsync(servers, server, tool, arguments, progress, timeout, cancellationToken);

    public Task<TAnswer> RequestAsync<TAnswer>(IServerRequest request, CancellationToken cancellationToken)
        where TAnswer : class
    {
        ArgumentNullException.ThrowIfNull(request);
        return _asking.RequestAsync<TAnswer>(servers, request, cancellationToken);
    }

    public Task<IReadOnlyList<Tool>> ListToolsAsync(string server, CancellationToken cancellationToken) =>
        _asking.ListToolsAsync(servers, server, cancellationToken);

    public Task<IReadOnlyList<McpTool>> GetToolsAsync(string server, CancellationToken cancellationToken) =>
        _asking.GetToolsAsync(servers, server, cancellationToken);

    public Task<IMcpSession> OpenSessionAsync(string server, string? id, TimeSpan? ttl, CancellationToken cancellationToken)
    {
        var holder = new ClientSessionHolder(pending);
        return _asking.RequestAsync<SessionOpened, IMcpSession>(
            sessions,
            new OpenSession(server, id, ttl, holder),
            opened =>
            {
                holder.Opened(opened);
                return new SessionClient(opened, holder, _asking);
            },
            cancellationToken,
            late: opened => opened.Session.Tell(new CloseSession(), ActorRefs.NoSender));
    }

    public Task<ServerStatus> StartAsync(string server, CancellationToken cancellationToken) =>
        _asking.RequestAsync<ServerStarted, ServerStatus>(
            servers, new StartServer(server), static started => started.Status, cancellationToken);

    public Task<ExitReport?> StopAsync(string server, CancellationToken cancellationToken) =>
        _asking.RequestAsync<ServerStopped, ExitReport?>(servers, new StopServer(server), static stopped => stopped.Exit, cancellationToken);

    public Task<ServerStatus> RestartAsync(string server, CancellationToken cancellationToken) =>
        _asking.RequestAsync<ServerStarted, ServerStatus>(
            servers, new RestartServer(server), static started => started.Status, cancellationToken);

    public Task<IReadOnlyList<ServerStatus>> GetServersAsync(CancellationToken cancellationToken) =>
        _asking.RequestAsync<ServerList, IReadOnlyList<ServerStatus>>(
            servers, GetServers.Instance, static list => list.Servers, cancellationToken);

    public Task<ServersApplied> ApplyAsync(IReadOnlyCollection<ServerSettings> definitions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definitions);
        return _asking.RequestAsync<ServersApplied>(servers, new ApplyServers(definitions), cancellationToken);
    }
}
