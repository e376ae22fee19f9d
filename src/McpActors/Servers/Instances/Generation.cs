using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>One version of a server's settings. Compared by reference: whoever goes back to a generation has that very one again.</summary>
/// <param name="number">Rises with each that is made.</param>
/// <param name="settings">What a process of it is started with.</param>
internal sealed class Generation(long number, ServerSettings settings)
{
    public long Number => number;

    public ServerSettings Settings => settings;

    /// <summary>How long its processes may go on.</summary>
    public ProcessLife Life { get; } = new(settings);

    public override string ToString() => $"generation {number}";
}
