using McpActors.Reading;
using McpActors.Telemetry;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// Asks a server for its resources. The answer is a <see cref="ResourceList"/>, or <c>Status.Failure</c> with a <see
/// cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record ListResources(string Server, TimeSpan? Timeout = null) : IListRequest
{
    /// <inheritdoc cref="ListTools.MaxAge"/>
    public TimeSpan? MaxAge { get; init; }

    ListKind IListRequest.Kind => ListKind.Resources;

    string IObservedRequest.Method => RequestMethods.ResourcesList;

    string IProtocolRequest.Subject => "The list of resources of";

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context) =>
        await context.ListAsync(this, ListShapes.Resources, resources => new ResourceList(Server, resources.Items) { Problems = resources.Problems });
}

/// <summary>A server's resources, with the server's descriptions.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Resources">The resources, in the server's order.</param>
public sealed record ResourceList(string Server, IReadOnlyList<Resource> Resources) : IListAnswer
{
    /// <inheritdoc cref="ToolList.Problems"/>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <inheritdoc cref="ToolList.Age"/>
    public TimeSpan Age { get; init; }

    IListAnswer IListAnswer.Aged(TimeSpan age) => this with { Age = age };
}

/// <summary>
/// Asks a server for its resource templates. The answer is a <see cref="ResourceTemplateList"/>, or
/// <c>Status.Failure</c> with a <see cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record ListResourceTemplates(string Server, TimeSpan? Timeout = null) : IListRequest
{
    /// <inheritdoc cref="ListTools.MaxAge"/>
    public TimeSpan? MaxAge { get; init; }

    ListKind IListRequest.Kind => ListKind.ResourceTemplates;

    string IObservedRequest.Method => RequestMethods.ResourcesTemplatesList;

    string IProtocolRequest.Subject => "The list of resource templates of";

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context) =>
        await context.ListAsync(this, ListShapes.ResourceTemplates, templates => new ResourceTemplateList(Server, templates.Items) { Problems = templates.Problems });
}

/// <summary>A server's resource templates, with the server's descriptions.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Templates">The templates, in the server's order.</param>
public sealed record ResourceTemplateList(string Server, IReadOnlyList<ResourceTemplate> Templates) : IListAnswer
{
    /// <inheritdoc cref="ToolList.Problems"/>
    public IReadOnlyList<string> Problems { get; init; } = [];

    /// <inheritdoc cref="ToolList.Age"/>
    public TimeSpan Age { get; init; }

    IListAnswer IListAnswer.Aged(TimeSpan age) => this with { Age = age };
}

/// <summary>
/// Reads a resource. The answer is a <see cref="ResourceResult"/>, or <c>Status.Failure</c> with a <see
/// cref="McpServerException"/>.
/// </summary>
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

/// <summary>The content of a resource.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Uri">The URI of the request.</param>
/// <param name="Result">The contents, as the server gave them.</param>
public sealed record ResourceResult(string Server, string Uri, ReadResourceResult Result);

/// <summary>
/// Subscribes to changes of a resource, which are published as <see cref="ResourceUpdated"/>. The subscription holds
/// for all users of the same process, and is repeated with each process that replaces it. The answer is <see
/// cref="Subscribed"/>, or <c>Status.Failure</c> with a <see cref="McpServerException"/>.
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
        context.Pending.Delivery.Assume();
        await context.Connection.Subscriptions.SubscribeAsync(Uri, context.Cancellation);
        return new Subscribed(Server, Uri);
    }
}

/// <summary>The subscription is active.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Uri">The resource's URI.</param>
public sealed record Subscribed(string Server, string Uri);

/// <summary>
/// Ends a subscription that <see cref="Subscribe"/> began. The answer is <see cref="Unsubscribed"/>, or
/// <c>Status.Failure</c> with a <see cref="McpServerException"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Uri">The resource's URI, as in the <see cref="Subscribe"/>.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record Unsubscribe(string Server, string Uri, TimeSpan? Timeout = null) : IProtocolRequest
{
    string IObservedRequest.Method => RequestMethods.ResourcesUnsubscribe;

    string IProtocolRequest.Subject => $"The end of the subscription to '{ShownUri.Of(Uri)}' at";

    string? IObservedRequest.Resource => Uri;

    IServerRequest IProtocolRequest.On(string server) => this with { Server = server };

    async Task<object> IProtocolRequest.ExecuteAsync(RequestContext context)
    {
        context.Pending.Delivery.Assume();
        await context.Connection.Subscriptions.UnsubscribeAsync(Uri, context.Cancellation);
        return new Unsubscribed(Server, Uri);
    }
}

/// <summary>The subscription has ended.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Uri">The resource's URI.</param>
public sealed record Unsubscribed(string Server, string Uri);
