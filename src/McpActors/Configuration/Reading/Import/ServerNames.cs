namespace McpActors.Configuration.Reading;

/// <summary>
/// The names that are taken, with their positions. Two definitions with the same name are a mistake, because no order
/// decides between them.
/// </summary>
internal sealed class ServerNames
{
    private readonly Dictionary<string, (string Name, string Where)> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Starts with the names of <c>servers</c>.</summary>
    public ServerNames(Section servers)
    {
        foreach (var name in servers.Keys)
            _taken.TryAdd(name, (name, servers.Raw(name).Position?.ToString() ?? Section.Join(servers.Path, name)));
    }

    /// <summary>Takes an imported server's name, or adds to its mistakes why it cannot be taken.</summary>
    public void Take(ImportedServer server)
    {
        var (name, key, _, definition, mistakes) = server;
        if (!Names.IsLegal(name))
        {
            mistakes.AddHidden(key, definition, "is not a legal name of a server", Names.Allowed);
            return;
        }
        if (_taken.TryAdd(name, (name, definition.Position!.ToString()))) return;
        var (twin, where) = _taken[name];
        var problem = twin == name ? $"is defined at {where} as well" : $"differs only in case from '{twin}', which is defined at {where}";
        mistakes.AddHidden(key, definition, problem, "one server of each name, whatever its case, in all files together");
    }
}
