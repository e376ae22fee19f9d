namespace McpActors.Cluster.Ticks;

/// <summary>A hash of a name that is the same in every process, unlike string.GetHashCode.</summary>
internal static class StableHash
{
    public static uint Of(string name)
    {
        var hash = 2166136261u; // FNV-1a
        foreach (var c in name) hash = (hash ^ c) * 16777619u;
        return hash;
    }
}
