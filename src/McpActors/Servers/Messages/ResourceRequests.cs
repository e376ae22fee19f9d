using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>Asks a server which resources it has. Answered with <see cref="ResourceList"/>, or <c>Status.Failure</c>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record ListResources(string Server, TimeSpan? Timeout = null) : IServerRequest;

/// <summary>A server's resources, as it describes them.</summary>
public sealed record ResourceList(string Server, IReadOnlyList<Resource> Resources);

/// <summary>Asks a server for its resource templates. Answered with <see cref="ResourceTemplateList"/>, or <c>Status.Failure</c>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record ListResourceTemplates(string Server, TimeSpan? Timeout = null) : IServerRequest;

/// <summary>A server's resource templates, as it describes them.</summary>
public sealed record ResourceTemplateList(string Server, IReadOnlyList<ResourceTemplate> Templates);

/// <summary>Reads a resource. Answered with <see cref="ResourceResult"/>, or <c>Status.Failure</c>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Uri">The resource's URI, as the server writes it.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record ReadResource(string Server, string Uri, TimeSpan? Timeout = null) : IServerRequest;

/// <summary>What a resource holds.</summary>
public sealed record ResourceResult(string Server, string Uri, ReadResourceResult Result);

/// <summary>
/// Asks to be told when a resource changes: <see cref="ResourceUpdated"/> on the event stream. It holds for everybody who uses the
/// same process, and ends with that process. Answered with <see cref="Subscribed"/>, or <c>Status.Failure</c>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Uri">The resource's URI, as the server writes it.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record Subscribe(string Server, string Uri, TimeSpan? Timeout = null) : IServerRequest;

/// <summary>The server will tell when the resource changes.</summary>
public sealed record Subscribed(string Server, string Uri);

/// <summary>Ends what <see cref="Subscribe"/> began. Answered with <see cref="Unsubscribed"/>, or <c>Status.Failure</c>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Uri">The resource's URI, as it was subscribed to.</param>
/// <param name="Timeout">See <see cref="IServerRequest.Timeout"/>.</param>
public sealed record Unsubscribe(string Server, string Uri, TimeSpan? Timeout = null) : IServerRequest;

/// <summary>The server does not tell of the resource any more.</summary>
public sealed record Unsubscribed(string Server, string Uri);
