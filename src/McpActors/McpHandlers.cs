using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors;

/// <summary>
/// What the platform does for servers that ask for something: each handler is given the server's name, what it asks, and a token that is
/// cancelled when the server takes it back or its process ends. What has no handler is not advertised, and refused.
/// </summary>
/// <remarks>
/// Handlers run outside of any actor and in parallel. One that throws is told to the server as an error, without what the exception says, and is
/// a warning in the log; to tell a server why, throw a <see cref="McpProtocolException"/>.
/// Handed over with <see cref="McpActorsSetup"/>.
/// </remarks>
public sealed record McpHandlers
{
    /// <summary><c>roots/list</c>: which folders the server is to work in.</summary>
    public Func<string, ListRootsRequestParams, CancellationToken, Task<ListRootsResult>>? Roots { get; init; }

    /// <summary><c>sampling/createMessage</c>: what a model says to it.</summary>
    public Func<string, CreateMessageRequestParams, CancellationToken, Task<CreateMessageResult>>? Sampling { get; init; }

    /// <summary><c>elicitation/create</c>: what a person says to it.</summary>
    public Func<string, ElicitRequestParams, CancellationToken, Task<ElicitResult>>? Elicitation { get; init; }

    /// <summary>Whether <see cref="Elicitation"/> can send a person to a URL as well as show a form.</summary>
    public bool ElicitsByUrl { get; init; }
}
