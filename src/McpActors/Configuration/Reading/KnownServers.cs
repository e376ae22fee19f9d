
namespace McpActors.Configuration.Reading;

/// <summary>The servers that jobs may name.</summary>
internal sealed class KnownServers(Section servers, Imports imports)
{
    // Of servers that are allowed, as many as somebody may read.
    private const int MostListed = 50;

    // A server that is wrong in itself still has its name.
    private readonly HashSet<string> _names = [.. servers.Keys.Concat(imports.Servers.Select(s => s.Name))];

    public string Allowed => _names.Count == 0 ? "a server of mcp-actors.servers, which has none"
        : string.Join(" | ", _names.Take(MostListed)) + (_names.Count > MostListed ? $" and {_names.Count - MostListed} more" : "");

    /// <summary>Why a job cannot name it; null where it can, or where that is not known.</summary>
    public string? Problem(string name)
    {
        if (_names.Contains(name)) return null;
        if (imports.PassedOver.FirstOrDefault(p => p.Name == name) is { } passed) return $"is passed over: at {passed.Where} it {passed.Reason}";
        return imports.Complete ? $"unknown server{Nearest.Suggest(name, _names)}" : null;
    }
}
