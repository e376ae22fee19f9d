using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// One version of a server's settings. Generations are compared by reference: an instance that goes back to a
/// generation gets the same object.
/// </summary>
/// <param name="number">The number, which rises with each generation of a server.</param>
/// <param name="settings">The settings of the generation's processes.</param>
internal sealed class Generation(long number, ServerSettings settings)
{
    public long Number => number;

    public ServerSettings Settings => settings;

    /// <summary>The limits of the life of the generation's processes.</summary>
    public ProcessLife Life { get; } = new(settings);

    public override string ToString() => $"generation {number}";
}
