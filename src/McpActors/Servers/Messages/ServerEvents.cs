using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// A notification of a server, published on the event stream in the server's order. Subscribe to this type for all of
/// them. Implementations are immutable and thread-safe.
/// </summary>
public interface IServerEvent
{
    /// <summary>The server's configured name.</summary>
    string Server { get; }
}

/// <summary>A server's list of tools has changed: see <see cref="ListTools"/>.</summary>
/// <param name="Server">The server's configured name.</param>
public sealed record ToolsChanged(string Server) : IServerEvent;

/// <summary>A server's list of prompts has changed: see <see cref="ListPrompts"/>.</summary>
/// <param name="Server">The server's configured name.</param>
public sealed record PromptsChanged(string Server) : IServerEvent;

/// <summary>A server's list of resources has changed: see <see cref="ListResources"/>.</summary>
/// <param name="Server">The server's configured name.</param>
public sealed record ResourcesChanged(string Server) : IServerEvent;

/// <summary>
/// A resource with a subscription (<see cref="Subscribe"/>) has changed: see <see cref="ReadResource"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Uri">The URI of the resource or of a part of it.</param>
public sealed record ResourceUpdated(string Server, string Uri) : IServerEvent;

/// <summary>
/// A server's log message: see <see cref="SetLoggingLevel"/>. The content comes from the server and may be secret.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Level">The level.</param>
/// <param name="Logger">The part of the server that logs; null if the server names none.</param>
/// <param name="Data">The content: a text or an object.</param>
public sealed record ServerLogged(string Server, LoggingLevel Level, string? Logger, JsonElement Data) : IServerEvent;

/// <summary>
/// The user has completed an elicitation at a URL of the server: see <see cref="McpHandlers.SupportsUrlElicitation"/>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="ElicitationId">The server's id for the elicitation.</param>
public sealed record ElicitationCompleted(string Server, string ElicitationId) : IServerEvent;

/// <summary>The state of a server, or the state's reason, has changed. Published on the event stream.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Before">The old state.</param>
/// <param name="Status">The new status.</param>
public sealed record ServerChanged(string Server, ServerState Before, ServerStatus Status);
