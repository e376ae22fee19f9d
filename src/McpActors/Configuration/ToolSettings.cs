namespace McpActors.Configuration;

/// <summary>The section <c>tools.NAME</c>: settings of one tool of a server. Immutable.</summary>
public sealed record ToolSettings
{
    /// <summary>
    /// The longest result of the tool, in bytes (<c>max-result</c>). The default value is null, for the server's <see
    /// cref="ServerSettings.MaxResultBytes"/>; zero is no limit. Otherwise it must be between 1 KiB and 1 GiB.
    /// </summary>
    public long? MaxResultBytes { get; init; }
}
