using McpActors.Reading;
using McpActors.Telemetry;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>Asks a server which resources it has. Answered with <see cref="ResourceList"/>, or <c>Status.Failure</c>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record ListResources(string Server, TimeSpan? Timeout = null) : IProtocolRequest
{
    string IObservedRequest.Method => RequestMethods.ResourcesList;

    string IProtocolRequest.Subject => "The list of resources of";

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        var resources = await context.ListAsync(ListShapes.Resources);
        return new ResourceList(Server, resources.Items) { Problems = resources.Problems };
    }
}

/// <summary>A server's resources, as it describes them.</summary>
public sealed record ResourceList(string Server, IReadOnlyList<Resource> Resources)
{
    /// <inheritdoc cref="ToolList.Problems"/>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>Asks a server for its resource templates. Answered with <see cref="ResourceTemplateList"/>, or <c>Status.Failure</c>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record ListResourceTemplates(string Server, TimeSpan? Timeout = null) : IProtocolRequest
{
    string IObservedRequest.Method => RequestMethods.ResourcesTemplatesList;

    string IProtocolRequest.Subject => "The list of resource templates of";

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        var templates = await context.ListAsync(ListShapes.ResourceTemplates);
        return new ResourceTemplateList(Server, templates.Items) { Problems = templates.Problems };
    }
}

/// <summary>A server's resource templates, as it describes them.</summary>
public sealed record ResourceTemplateList(string Server, IReadOnlyList<ResourceTemplate> Templates)
{
    /// <inheritdoc cref="ToolList.Problems"/>
    public IReadOnlyList<string> Problems { get; init; } = [];
}

/// <summary>Reads a resource. Answered with <see cref="ResourceResult"/>, or <c>Status.Failure</c>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Uri">The resource's URI, as the server writes it.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record ReadResource(string Server, string Uri, TimeSpan? Timeout = null) : IProtocolRequest
{
    string IObservedRequest.Method => RequestMethods.ResourcesRead;

    string IProtocolRequest.Subject => $"Resource '{ShownUri.Of(Uri)}' of";

    string? IObservedRequest.Resource => Uri;

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        var result = await context.AskAsync(RequestMethods.ResourcesRead, new ReadResourceRequestParams { Uri = Uri });
        return new ResourceResult(Server, Uri, ResultReader.Resource(result, Uri));
    }
}

/// <summary>What a resource holds.</summary>
public sealed record ResourceResult(string Server, string Uri, ReadResourceResult Result);

/// <summary>
/// Asks to be told when a resource changes: <see cref="ResourceUpdated"/> on the event stream. It holds for everybody who uses the
/// same process, and is made again with each process that takes its place. Answered with <see cref="Subscribed"/>, or <c>Status.Failure</c>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Uri">The resource's URI, as the server writes it.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record Subscribe(string Server, string Uri, TimeSpan? Timeout = null) : IProtocolRequest
{
    string IObservedRequest.Method => RequestMethods.ResourcesSubscribe;

    string IProtocolRequest.Subject => $"The subscription to '{ShownUri.Of(Uri)}' at";

    string? IObservedRequest.Resource => Uri;

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        await context.Connection.Subscriptions.SubscribeAsync(Uri, context.Cancellation);
        return new Subscribed(Server, Uri);
    }
}

/// <summary>The server will tell when the resource changes.</summary>
public sealed record Subscribed(string Server, string Uri);

/// <summary>Ends what <see cref="Subscribe"/> began. Answered with <see cref="Unsubscribed"/>, or <c>Status.Failure</c>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Uri">The resource's URI, as it was subscribed to.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record Unsubscribe(string Server, string Uri, TimeSpan? Timeout = null) : IProtocolRequest
{
    string IObservedRequest.Method => RequestMethods.ResourcesUnsubscribe;

    string IProtocolRequest.Subject => $"The end of the subscription to '{ShownUri.Of(Uri)}' at";

    string? IObservedRequest.Resource => Uri;

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        await context.Connection.Subscriptions.UnsubscribeAsync(Uri, context.Cancellation);
        return new Unsubscribed(Server, Uri);
    }
}

/// <summary>The server does not tell of the resource any more.</summary>
public sealed record Unsubscribed(string Server, string Uri);
