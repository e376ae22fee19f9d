namespace McpActors.Processes.Tests.Registry;

/// <summary>A name in a private folder, for a runtime directory. Deleted with the test.</summary>
internal sealed class TemporaryFolder(DirectoryInfo folder) : IDisposable
{
    private readonly DirectoryInfo _folder = folder;

    public TemporaryFolder()
        : this(Directory.CreateTempSubdirectory("mcpactors-"))
    {
    }

    /// <summary>In memory, like <c>/run/user</c>, if possible: for very many files.</summary>
    public static TemporaryFolder InMemory() =>
        Directory.Exists("/dev/shm") ? new(Directory.CreateDirectory($"/dev/shm/mcpactors-{Guid.NewGuid():n}")) : new();

    /// <summary>The path, which does not exist yet.</summary>
    public string Path => System.IO.Path.Combine(_folder.FullName, "run");

    public string Beside(string name) => System.IO.Path.Combine(_folder.FullName, name);

    public void Dispose() => _folder.Delete(recursive: true);
}
