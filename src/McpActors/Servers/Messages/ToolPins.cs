namespace McpActors.Servers;

/// <summary>
/// A tool of a server is described otherwise than before: by another text, another schema or other annotations. Published on the event stream when the list is read;
/// see <c>pin</c>.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Tool">The tool's name.</param>
/// <param name="Before">The fingerprint of the definition that is accepted: the SHA-256 of its canonical JSON, 64 hexadecimal digits.</param>
/// <param name="After">The fingerprint of the definition that the server gives now.</param>
/// <param name="Diff">The difference for people: a line for each value that is gone (<c>-</c>) or new (<c>+</c>). It is in the server's words.</param>
public sealed record ToolChanged(string Server, string Tool, string Before, string After, string Diff) : IServerEvent;

/// <summary>
/// Accepts the definitions that a server gives for its tools now, so that <c>pin</c> no longer warns of them or refuses their calls. Answered with
/// <see cref="ToolsAccepted"/>. No process is started for it.
/// </summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Tools">The names of the tools; null for all that have changed. A tool that has not changed is skipped.</param>
public sealed record AcceptTools(string Server, IReadOnlyList<string>? Tools = null) : IServerMessage
{
    /// <summary>Whether only to answer what would be accepted. The default value is false.</summary>
    public bool DryRun { get; init; }
}

/// <summary>These changes of a server's tools are accepted.</summary>
/// <param name="Server">The server's configured name.</param>
/// <param name="Changes">The changes; empty where none of the tools has changed.</param>
public sealed record ToolsAccepted(string Server, IReadOnlyList<ToolChanged> Changes);
