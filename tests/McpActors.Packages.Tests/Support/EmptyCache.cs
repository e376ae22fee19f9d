namespace McpActors.Packages.Tests.Support;

/// <summary>
/// A temporary folder with an empty package cache and HTTP cache, as on a machine that is new to this project.
/// </summary>
internal sealed class EmptyCache : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpactors-empty-cache-");

    public string Folder => _folder.FullName;

    public string Packages => Path.Combine(Folder, "packages");

    public Dictionary<string, string> Environment => new()
    {
        ["NUGET_PACKAGES"] = Packages,
        ["NUGET_HTTP_CACHE_PATH"] = Path.Combine(Folder, "http"),
        ["NUGET_PLUGINS_CACHE_PATH"] = Path.Combine(Folder, "plugins"),
    };

    public void Dispose() => _folder.Delete(recursive: true);
}
