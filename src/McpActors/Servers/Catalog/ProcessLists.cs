using Akka.Event;
using McpActors.Configuration;
using McpActors.Reading;

namespace McpActors.Servers;

/// <summary>
/// Where the lists of one process go: to its server's, under the definition with which the process was started, and its tools to those that are pinned. Thread-safe.
/// </summary>
/// <param name="lists">The lists of its server; null where the process is a session's own.</param>
/// <param name="pins">The accepted tools of its server.</param>
/// <param name="key">The definition.</param>
/// <param name="settings">The same.</param>
/// <param name="events">Where changed tools are published.</param>
/// <param name="log">Told of them if there is a pin.</param>
internal sealed class ProcessLists(ServerLists? lists, PinnedTools pins, DefinitionKey key, ServerSettings settings, EventStream events, ILoggingAdapter log)
{
    private volatile ToolReading? _tools;
    private int _changes;

    /// <summary>Whether its tools are known as they are now.</summary>
    public bool KnowsTools => _tools is { } tools && tools.Changes == Volatile.Read(ref _changes);

    /// <summary>A list is about to be asked for. The result is for <see cref="Learn"/>.</summary>
    public (int Shared, int Own) Begin(ListKind kind) => (lists?.Begin(kind) ?? 0, Volatile.Read(ref _changes));

    /// <inheritdoc cref="ServerLists.Learn"/>
    public void Learn(ListKind kind, (int Shared, int Own) begun, IListAnswer answer, ListHints hints)
    {
        if (answer is ToolList list)
        {
            var news = pins.Learn(list.Tools, settings, out var changed);
            if (_tools is not { } known || known.Changes <= begun.Own) _tools = new ToolReading(changed, begun.Own);
            foreach (var change in news) Tell(change);
        }
        lists?.Learn(kind, begun.Shared, answer, hints, key, settings);
    }

    /// <inheritdoc cref="ServerLists.Changed"/>
    public void Changed(ListKind kind)
    {
        if (kind == ListKind.Tools) Interlocked.Increment(ref _changes);
        lists?.Changed(kind, key);
    }

    /// <summary>Why a tool is not called, as the end of a sentence about it; null where it is as it was accepted.</summary>
    public string? WhyRefused(string tool)
    {
        if (_tools is not { } tools || !tools.Changed.TryGetValue(tool, out var definition) || pins.DiffOf(tool, definition, settings) is not { } diff) return null;
        return $"was refused, because the server describes it otherwise than it was accepted (pin = refuse):\n{ServerWords.Of(settings, diff)}\n"
            + $"If that is as it should be, accept it: mcpactors pins {settings.Name} --accept, or AcceptTools in code.";
    }

    private void Tell(ToolChanged change)
    {
        events.Publish(change);
        if (settings.Pin == PinMode.Off) return;
        log.Warning("Tool '{0}' of server '{1}' is described otherwise than it was accepted{2}:\n{3}",
            change.Tool, change.Server, settings.Pin == PinMode.Refuse ? ", and is not called until it is accepted (mcpactors pins, or AcceptTools)" : "", change.Diff);
    }

    private sealed record ToolReading(IReadOnlyDictionary<string, string> Changed, int Changes);
}
