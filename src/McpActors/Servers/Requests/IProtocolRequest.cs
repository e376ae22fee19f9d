using System.Text.Json;
using System.Text.Json.Nodes;
using McpActors.Configuration;
using McpActors.Reading;
using McpActors.Telemetry;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// A request of the protocol. Each request knows its own name, subject and execution, so that a new request touches no
/// other file.
/// </summary>
internal interface IProtocolRequest : IServerRequest, IObservedRequest
{
    /// <summary>The subject, as the beginning of a sentence that continues with "server 'x'".</summary>
    string Subject { get; }

    string IObservedRequest.Server => ((IServerMessage)this).Server;

    string? IObservedRequest.Target => null;

    string? IObservedRequest.Resource => null;

    RequestOrigin? IObservedRequest.Origin => null;

    /// <summary>The same request to another server.</summary>
    IServerRequest On(string server);

    /// <summary>Sends the request to the server. Returns the answer to the requester.</summary>
    Task<object> ExecuteAsync(RequestContext context);
}

/// <summary>The context of a request's execution.</summary>
/// <param name="Connection">The connection to the process.</param>
/// <param name="Settings">The server's settings.</param>
/// <param name="Names">The known tools and prompts of the server; an answer adds to them.</param>
/// <param name="Repeatable">The tools that may be called twice; a list of tools adds to them.</param>
/// <param name="Pending">The request. If its token is cancelled, the request is cancelled at the server.</param>
/// <param name="Id">The token of the request's progress notifications, if it requests progress.</param>
/// <param name="Results">The files of results that are too long; null to keep none.</param>
/// <param name="Warn">Receives each fault of an answer that could still be read, as a sentence.</param>
internal sealed record RequestContext(
    McpConnection Connection, ServerSettings Settings, KnownNames Names, RepeatableTools Repeatable, PendingRequest Pending, long Id, ServerResults? Results,
    Action<string> Warn)
{
    public McpClient Client => Connection.Client;

    public CancellationToken Cancellation => Pending.Token;

    /// <summary>Sends a request, and returns the raw result: see <see cref="ResultReader"/>.</summary>
    public async Task<JsonNode?> AskAsync<TParams>(string method, TParams parameters, CancellationToken? cancellation = null)
    {
        var request = new JsonRpcRequest
        {
            Method = method,
            Params = JsonSerializer.SerializeToNode(parameters, ProtocolJson.Type<TParams>()),
            Context = new JsonRpcMessageContext { RelatedTransport = Pending.Delivery },
        };
        return (await Client.SendRequestAsync(request, cancellation ?? Cancellation)).Result;
    }

    /// <summary>The server has said which tools it has.</summary>
    public void Learn(IReadOnlyList<Tool> tools)
    {
        Names.AddTools(tools.Select(tool => tool.Name));
        Repeatable.Learn(tools);
    }

    /// <summary>Reads all pages of a list, and keeps them in the catalog.</summary>
    public async Task<TAnswer> ListAsync<T, TAnswer>(IListRequest request, ListShape<T> shape, Func<WholeList<T>, TAnswer> answer)
        where T : class
        where TAnswer : IListAnswer
    {
        var begun = Connection.Lists?.Begin(request.Kind) ?? default;
        var list = await ListAsync(shape);
        var made = answer(list);
        Connection.Lists?.Learn(request.Kind, begun, made, list.Hints);
        return made;
    }

    /// <summary>Asks for all pages of a list, within <c>lists</c>.</summary>
    public Task<WholeList<T>> ListAsync<T>(ListShape<T> shape, CancellationToken? cancellation = null)
        where T : class => WholeList<T>.ReadAsync(this, shape, cancellation ?? Cancellation);
}
