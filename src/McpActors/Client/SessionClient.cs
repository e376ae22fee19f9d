using System.Text.Json;
using Akka.Actor;
using McpActors.Servers;
using McpActors.Sessions;
using ModelContextProtocol.Protocol;

namespace McpActors.Client;

/// <summary>A session's requests as awaitable methods.</summary>
internal sealed class SessionClient(SessionOpened opened, ClientSessionHolder holder, Asking asking) : IMcpSession
{
    public string Id => opened.Id;

    public string Server => opened.Server;

    public DateTimeOffset? Until => opened.Until;

    public Task<SessionEnded> Ended => holder.Ended;

    public Task<CallToolResult> CallToolAsync(
        string tool,
        IReadOnlyDictionary<string, JsonElement>? arguments,
        IProgress<ToolProgress>? progress,
        TimeSpan? timeout,
        CancellationToken cancellationToken) =>
        asking.CallAsync(opened.Session, Server, tool, arguments, progress, timeout, cancellationToken);

    public Task<TAnswer> RequestAsync<TAnswer>(IServerRequest request, CancellationToken cancellationToken)
        where TAnswer : class
    {
        ArgumentNullException.ThrowIfNull(request);
        return asking.RequestAsync<TAnswer>(opened.Session, request, cancellationToken);
    }

    public Task<IReadOnlyList<Tool>> ListToolsAsync(CancellationToken cancellationToken) =>
        asking.ListToolsAsync(opened.Session, Server, cancellationToken);

    public Task<IReadOnlyList<McpTool>> GetToolsAsync(CancellationToken cancellationToken) =>
        asking.GetToolsAsync(opened.Session, Server, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        opened.Session.Tell(new CloseSession(), ActorRefs.NoSender);
        await holder.Ended.ConfigureAwait(false);
    }
}
