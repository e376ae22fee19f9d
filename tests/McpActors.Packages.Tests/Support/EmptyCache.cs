namespace McpActors.Packages.Tests.Support;

/// <summary>A temporary folder with a package cache and an HTTP cache that nobody has used, as on a machine that sees this project for the first time.</summary>
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
