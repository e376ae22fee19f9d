using System.Text.Json;
using System.Text.Json.Nodes;
using McpActors.Configuration;
using McpActors.Reading;
using McpActors.Telemetry;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// A request of the protocol's. It says itself what it is called, what it is about and how it is done, so that another one touches no other file.
/// </summary>
internal interface IProtocolRequest : IServerRequest, IObservedRequest
{
    /// <summary>What is asked for, as the beginning of a sentence that goes on with "server 'x'".</summary>
    string Subject { get; }

    string IObservedRequest.Server => ((IServerMessage)this).Server;

    string? IObservedRequest.Target => null;

    string? IObservedRequest.Resource => null;

    RequestOrigin? IObservedRequest.Origin => null;

    /// <summary>The same of this server.</summary>
    IServerRequest On(string server);

    /// <summary>Asks the server. Gives the answer for whoever has asked.</summary>
    Task<object> ExecuteAsync(RequestContext context);
}

/// <summary>With what a request is done.</summary>
/// <param name="Connection">To the process.</param>
/// <param name="Settings">The server's.</param>
/// <param name="Names">What the server is known to have; an answer adds to it.</param>
/// <param name="Pending">The request. When its token is cancelled it is taken back, and the server is told.</param>
/// <param name="Id">By which its progress is told, where it is to be.</param>
/// <param name="Warn">Told what is wrong with an answer that was read all the same, a sentence each.</param>
internal sealed record RequestContext(
    McpConnection Connection, ServerSettings Settings, KnownNames Names, PendingRequest Pending, long Id, Action<string> Warn)
{
    public McpClient Client => Connection.Client;

    public CancellationToken Cancellation => Pending.Token;

    /// <summary>Asks the server, and gives the result as it came: see <see cref="ResultReader"/>.</summary>
    public async Task<JsonNode?> AskAsync<TParams>(string method, TParams parameters, CancellationToken? cancellation = null)
    {
        var request = new JsonRpcRequest { Method = method, Params = JsonSerializer.SerializeToNode(parameters, ProtocolJson.Type<TParams>()) };
        return (await Client.SendRequestAsync(request, cancellation ?? Cancellation)).Result;
    }

    /// <summary>Asks for all pages of a list, within <c>lists</c>.</summary>
    public Task<WholeList<T>> ListAsync<T>(ListShape<T> shape, CancellationToken? cancellation = null)
        where T : class => WholeList<T>.ReadAsync(this, shape, cancellation ?? Cancellation);
}
