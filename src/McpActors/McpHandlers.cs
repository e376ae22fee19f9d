using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors;

/// <summary>
/// Handlers for requests of servers. Each gets the server's name, the request, and a token that is cancelled when the
/// server cancels the request or its process ends. A capability without a handler is not advertised, and its requests
/// are refused.
/// </summary>
/// <remarks>
/// Handlers run outside of actors and in parallel, so they must be thread-safe. An exception is logged as a warning and
/// reaches the server as an error without its message; throw <see cref="McpProtocolException"/> to send a message. Set
/// them with <see cref="McpActorsSetup"/>.
/// </remarks>
public sealed record McpHandlers
{
    /// <summary>
    /// Handles <c>roots/list</c>: the folders in which the server should work. The default value is null, for not
    /// supported.
    /// </summary>
    public Func<string, ListRootsRequestParams, CancellationToken, Task<ListRootsResult>>? Roots { get; init; }

    /// <summary>
    /// Handles <c>sampling/createMessage</c>: a model's answer. The default value is null, for not supported.
    /// </summary>
    public Func<string, CreateMessageRequestParams, CancellationToken, Task<CreateMessageResult>>? Sampling { get; init; }

    /// <summary>
    /// Handles <c>elicitation/create</c>: a person's answer. The default value is null, for not supported.
    /// </summary>
    public Func<string, ElicitRequestParams, CancellationToken, Task<ElicitResult>>? Elicitation { get; init; }

    /// <summary>
    /// Whether <see cref="Elicitation"/> can open a URL as well as show a form. The default value is false.
    /// </summary>
    public bool SupportsUrlElicitation { get; init; }
}
