using McpActors.Configuration;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// The definitions of a server's tools that are accepted: each as it was when it was first seen, until it is accepted otherwise. Without a pin a change is accepted when it
/// has been told. It outlives the ServerActor and, in a file of the <see cref="ListCatalog"/>, the host. Thread-safe.
/// </summary>
internal sealed class PinnedTools(string server, ListCatalog catalog)
{
    // Around the definitions in their file, and for what JSON escapes of JSON take.
    private const int Envelope = 64 << 10, Escaping = 2;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, string> _latest = new(StringComparer.Ordinal);
    private readonly HashSet<(string Tool, string Definition)> _told = [];
    private Dictionary<string, string> _accepted = new(StringComparer.Ordinal);
    private string? _file;
    private (DateTime Time, long Length)? _stamp;
    private long _size;

    /// <summary>The file in which they are; null where they are only in memory.</summary>
    public string? FilePath
    {
        get
        {
            lock (_lock) return _file is null ? null : catalog.PathOf(_file);
        }
    }

    /// <summary>A process has given its tools.</summary>
    /// <param name="tools">Its tools.</param>
    /// <param name="settings">The server's.</param>
    /// <param name="changed">The definitions of the tools that are not as accepted, by name.</param>
    /// <returns>The changes that were not told before.</returns>
    public IReadOnlyList<ToolChanged> Learn(IReadOnlyList<Tool> tools, ServerSettings settings, out IReadOnlyDictionary<string, string> changed)
    {
        var now = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tool in tools) now[tool.Name] = ToolDefinition.Of(tool);
        lock (_lock)
        {
            Use(settings);
            Refresh(settings);
            var (news, different, isNew) = (new List<ToolChanged>(), new Dictionary<string, string>(StringComparer.Ordinal), false);
            foreach (var (name, definition) in now)
            {
                if (!_accepted.TryGetValue(name, out var accepted))
                {
                    isNew |= TryAdd(name, definition, now, settings);
                    continue;
                }
                if (accepted == definition)
                {
                    _latest.Remove(name);
                    continue;
                }
                different[name] = _latest[name] = definition;
                if (_told.Add((name, definition))) news.Add(Change(name, accepted, definition, settings));
            }
            if (settings.Pin == PinMode.Off && different.Count > 0)
            {
                foreach (var (name, definition) in different) Take(name, definition);
                different = new Dictionary<string, string>(StringComparer.Ordinal);
                isNew = true;
            }
            if (isNew) Save();
            changed = different;
            return news;
        }
    }

    /// <summary>The difference to the accepted definition of a tool; null where it is this one.</summary>
    public string? DiffOf(string tool, string definition, ServerSettings settings)
    {
        lock (_lock)
        {
            if (!IsChanged()) return null;
            // Another host, or mcpactors pins, may have accepted it.
            Refresh(settings);
            return IsChanged() ? ToolDiff.Of(_accepted[tool], definition) : null;
        }

        bool IsChanged() => _accepted.TryGetValue(tool, out var accepted) && accepted != definition;
    }

    /// <summary>Accepts the definitions that were given last, of these tools or of all.</summary>
    /// <param name="tools">The tools; null for all.</param>
    /// <param name="settings">The server's.</param>
    /// <param name="dryRun">Whether only to say what would be accepted.</param>
    public ToolsAccepted Accept(IReadOnlyList<string>? tools, ServerSettings settings, bool dryRun)
    {
        lock (_lock)
        {
            Use(settings);
            Refresh(settings);
            var changes = new List<ToolChanged>();
            foreach (var (name, definition) in _latest.Where(latest => tools is null || tools.Contains(latest.Key)).ToList())
            {
                changes.Add(Change(name, _accepted[name], definition, settings));
                if (!dryRun) Take(name, definition);
            }
            if (changes.Count > 0 && !dryRun) Save();
            return new ToolsAccepted(server, changes);
        }
    }

    private ToolChanged Change(string name, string before, string after, ServerSettings settings) =>
        new(server, name, ToolDefinition.Fingerprint(before), ToolDefinition.Fingerprint(after), ServerWords.Of(settings, ToolDiff.Of(before, after)));

    private void Take(string name, string definition)
    {
        _size += definition.Length - _accepted[name].Length;
        _accepted[name] = definition;
        _latest.Remove(name);
        _told.RemoveWhere(told => told.Tool == name);
    }

    // A tool that is gone stays accepted as it was, for as long as there is room: it may come back as another one.
    private bool TryAdd(string name, string definition, Dictionary<string, string> now, ServerSettings settings)
    {
        if (!HasRoom())
        {
            foreach (var gone in _accepted.Keys.Where(tool => !now.ContainsKey(tool)).ToList()) _accepted.Remove(gone);
            _size = _accepted.Sum(tool => (long)tool.Value.Length);
        }
        if (!HasRoom()) return false;
        _size += definition.Length;
        return _accepted.TryAdd(name, definition);

        bool HasRoom() => _accepted.Count < settings.Lists.MaxItems && _size + definition.Length <= settings.Lists.MaxBytes;
    }

    private void Use(ServerSettings settings)
    {
        var file = PinFile.Name(settings);
        if (_file == file) return;
        _file = file;
        _latest.Clear();
        _told.Clear();
        _stamp = catalog.StampOf(file);
        var content = catalog.Read(file, (settings.Lists.MaxBytes * Escaping) + Envelope);
        var read = content is null ? null : PinFile.Read(content, server);
        if (content is not null && read is null) catalog.WarnOf(file, "cannot be read, so that the tools of its server are accepted as they are now");
        _accepted = read ?? new Dictionary<string, string>(StringComparer.Ordinal);
        _size = _accepted.Sum(tool => (long)tool.Value.Length);
    }

    // A file that is gone accepts nothing: the tools are as this host knows them.
    private void Refresh(ServerSettings settings)
    {
        if (catalog.StampOf(_file!) is not { } stamp || stamp == _stamp) return;
        _stamp = stamp;
        if (catalog.Read(_file!, (settings.Lists.MaxBytes * Escaping) + Envelope) is not { } content || PinFile.Read(content, server) is not { } read) return;
        _accepted = read;
        _size = _accepted.Sum(tool => (long)tool.Value.Length);
        foreach (var name in _latest.Keys.ToList())
        {
            if (!_accepted.TryGetValue(name, out var accepted) || accepted == _latest[name]) _latest.Remove(name);
        }
    }

    private void Save() => catalog.Put(_file!, PinFile.Write(server, _accepted));
}
