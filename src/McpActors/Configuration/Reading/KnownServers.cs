
namespace McpActors.Configuration.Reading;

/// <summary>The servers that jobs may name.</summary>
internal sealed class KnownServers(Section servers, Imports imports)
{
    // The most servers that an error message lists.
    private const int MostListed = 50;

    // A server with mistakes still has its name.
    private readonly HashSet<string> _names = [.. servers.Keys.Concat(imports.Servers.Select(s => s.Name))];

    public string Allowed => _names.Count == 0 ? "a server of mcp-actors.servers, which has none"
        : string.Join(" | ", _names.Take(MostListed)) + (_names.Count > MostListed ? $" and {_names.Count - MostListed} more" : "");

    /// <summary>The reason why a job cannot name the server; null if it can, or if that is unknown.</summary>
    public string? Problem(string name)
    {
        if (_names.Contains(name)) return null;
        if (imports.Skipped.FirstOrDefault(p => p.Name == name) is { } passed) return $"is skipped: at {passed.Where} it {passed.Reason}";
        return imports.Complete ? $"unknown server{Nearest.Suggest(name, _names)}" : null;
    }
}
