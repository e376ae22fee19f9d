using McpActors.Configuration;
using McpActors.Reading;

namespace McpActors.Servers;

/// <summary>
/// The lists of one server, as they were given last by a process of the definition in force. It outlives its ServerActor, and the files of the
/// <see cref="ListCatalog"/> outlive it. Lists of a session's own process are none of it. Thread-safe.
/// </summary>
internal sealed class ServerLists(string server, ListCatalog catalog)
{
    // Around the list in its file.
    private const int Envelope = 64 << 10;

    // A list that has not changed is written again no sooner.
    private static readonly TimeSpan LeastPause = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<ListKind, KnownList> _lists = [];
    private readonly Dictionary<ListKind, (string Result, DateTimeOffset At)> _written = [];
    private readonly Dictionary<ListKind, int> _changes = [];
    private readonly HashSet<ListKind> _lookedFor = [];
    private readonly HashSet<ListKind> _asked = [];
    private string? _definition;

    public DateTimeOffset Now => catalog.Now;

    /// <summary>Finds a list of this definition, in memory or on disk; null where none is known.</summary>
    public KnownList? Find(ListKind kind, DefinitionKey key, ServerSettings settings)
    {
        lock (_lock)
        {
            Use(key.Definition);
            if (!_lists.TryGetValue(kind, out var list))
            {
                if (!_lookedFor.Add(kind) || catalog.Read(ListFile.Name(kind, key.Definition), settings.Lists.MaxBytes + Envelope) is not { } content) return null;
                if (ListFile.Read(content, kind, server, key.Definition) is not { } read) return null;
                _lists[kind] = list = read;
            }
            return list.Hints.IsPrivate && list.Environment != key.Environment ? null : list;
        }
    }

    /// <summary>A list is about to be asked for. The result is for <see cref="Learn"/>.</summary>
    public int Begin(ListKind kind)
    {
        lock (_lock) return _changes.GetValueOrDefault(kind);
    }

    /// <summary>A process has given a list. It is not kept where it has changed meanwhile, or is larger than <c>lists.max-size</c>.</summary>
    public void Learn(ListKind kind, int begun, IListAnswer answer, ListHints hints, DefinitionKey key, ServerSettings settings)
    {
        // Nobody knows for which user a process of isolation = session has made it.
        if (hints.IsPrivate && settings.Isolation == Isolation.Session) return;
        var list = new KnownList(answer, catalog.Now, hints, hints.IsPrivate ? key.Environment : "");
        var content = ListFile.Write(kind, key.Definition, list, out var result);
        lock (_lock)
        {
            _asked.Remove(kind);
            if (_changes.GetValueOrDefault(kind) != begun) return;
            Use(key.Definition);
            if (content.Length > settings.Lists.MaxBytes + Envelope)
            {
                Forget(kind);
                return;
            }
            _lists[kind] = list;
            _lookedFor.Add(kind);
            if (_written.TryGetValue(kind, out var written) && written.Result == result && list.ReadAt >= written.At && list.ReadAt - written.At < LeastPause) return;
            _written[kind] = (result, list.ReadAt);
            catalog.Put(ListFile.Name(kind, key.Definition), content);
        }
    }

    /// <summary>The server says that a list has changed.</summary>
    public void Changed(ListKind kind, DefinitionKey key)
    {
        lock (_lock)
        {
            _changes[kind] = _changes.GetValueOrDefault(kind) + 1;
            Use(key.Definition);
            Forget(kind);
        }
    }

    /// <summary>Another process serves from here on: what is known may be another version's.</summary>
    /// <returns>The lists that are known.</returns>
    public IReadOnlyList<ListKind> Expire()
    {
        lock (_lock)
        {
            foreach (var (kind, list) in _lists.ToList()) _lists[kind] = list with { IsExpired = true };
            return [.. _lists.Keys];
        }
    }

    /// <summary>Whether a list is to be read again now; false where that is in progress.</summary>
    public bool TryBeginAgain(ListKind kind)
    {
        lock (_lock) return _asked.Add(kind);
    }

    /// <summary>Ends all revalidations, which have failed.</summary>
    public void EndAgain()
    {
        lock (_lock) _asked.Clear();
    }

    private void Use(string definition)
    {
        if (_definition == definition) return;
        _definition = definition;
        _lists.Clear();
        _lookedFor.Clear();
        _written.Clear();
    }

    // One removal for a storm of notifications. The file is removed also if nobody has looked for it yet: it is as old.
    private void Forget(ListKind kind)
    {
        if (!_lists.Remove(kind) && _lookedFor.Contains(kind)) return;
        _lookedFor.Add(kind);
        _written.Remove(kind);
        catalog.Put(ListFile.Name(kind, _definition!), null);
    }
}
