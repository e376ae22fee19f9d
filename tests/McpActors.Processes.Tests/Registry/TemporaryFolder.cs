namespace McpActors.Processes.Tests.Registry;

/// <summary>A name in a private folder, for a runtime directory. It all goes with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpactors-");

    /// <summary>Nothing is there yet.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "run");

    public string Beside(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
