using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// What a server says of its own accord, published on the event stream in its order. Subscribe to this for all of it.
/// </summary>
public interface IServerEvent
{
    /// <summary>The server's configured name.</summary>
    string Server { get; }
}

/// <summary>A server's list of tools is another now: <see cref="ListTools"/>.</summary>
public sealed record ToolsChanged(string Server) : IServerEvent;

/// <summary>A server's list of prompts is another now: <see cref="ListPrompts"/>.</summary>
public sealed record PromptsChanged(string Server) : IServerEvent;

/// <summary>A server's list of resources is another now: <see cref="ListResources"/>.</summary>
public sealed record ResourcesChanged(string Server) : IServerEvent;

/// <summary>A resource that was asked for with <see cref="Subscribe"/> has changed: <see cref="ReadResource"/>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Uri">The resource's URI, or one below it.</param>
public sealed record ResourceUpdated(string Server, string Uri) : IServerEvent;

/// <summary>A server's log message: see <see cref="SetLoggingLevel"/>. What it holds is the server's own, and may be secret.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Level">How grave it is.</param>
/// <param name="Logger">Which part of the server says it; null where it does not say.</param>
/// <param name="Data">What it says: a text or an object.</param>
public sealed record ServerLogged(string Server, LoggingLevel Level, string? Logger, JsonElement Data) : IServerEvent;

/// <summary>What a server had sent its user to a URL for has been done: see <see cref="McpHandlers.SupportsUrlElicitation"/>.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="ElicitationId">The server's own name for it.</param>
public sealed record ElicitationCompleted(string Server, string ElicitationId) : IServerEvent;

/// <summary>Where a server stands has changed, or why. Published on the event stream.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Before">Where it stood.</param>
/// <param name="Status">Where it stands.</param>
public sealed record ServerChanged(string Server, ServerState Before, ServerStatus Status);
