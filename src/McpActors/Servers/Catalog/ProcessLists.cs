using McpActors.Configuration;
using McpActors.Reading;

namespace McpActors.Servers;

/// <summary>Where the lists of one process go: to its server's, under the definition with which the process was started. Thread-safe.</summary>
internal sealed class ProcessLists(ServerLists lists, DefinitionKey key, ServerSettings settings)
{
    /// <inheritdoc cref="ServerLists.Begin"/>
    public int Begin(ListKind kind) => lists.Begin(kind);

    /// <inheritdoc cref="ServerLists.Learn"/>
    public void Learn(ListKind kind, int begun, IListAnswer answer, ListHints hints) => lists.Learn(kind, begun, answer, hints, key, settings);

    /// <inheritdoc cref="ServerLists.Changed"/>
    public void Changed(ListKind kind) => lists.Changed(kind, key);
}
