namespace McpActors.Packages.Tests.Support;

/// <summary>
/// The packages of <c>build.sh pack</c>, in their own folder outside of the tree, with the tool installed from there.
/// Other packages come from the machine's cache, and none of ours goes there.
/// </summary>
public sealed class PackedFeed : IAsyncLifetime
{
    /// <summary>The collection of tests that share one.</summary>
    public const string Shared = "packed feed";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpactors-packages-");

    /// <summary>A version that no cache has.</summary>
    public string Version { get; } = $"0.0.0-test.{DateTime.UtcNow:yyyyMMddHHmmssfff}";

    public string Folder => _folder.FullName;

    public string Packages => Path.Combine(Folder, "feed");

    /// <summary>The installed <c>mcpactors</c> of <c>dotnet tool install</c>.</summary>
    public string Mcpactors => Path.Combine(Folder, "tool", "mcpactors");

    /// <summary>The environment variables that the consumer's project needs.</summary>
    internal IReadOnlyDictionary<string, string> Versions => new Dictionary<string, string>
    {
        ["McpActorsVersion"] = Version,
        ["ExtensionsVersion"] = Sources.ExtensionsVersion,
    };

    internal IReadOnlyDictionary<string, string> Environment =>
        new Dictionary<string, string>(Versions) { ["NUGET_PACKAGES"] = Path.Combine(Folder, "cache") };

    /// <summary>The file of a package.</summary>
    public string Package(string name, string extension = "nupkg") => Path.Combine(Packages, $"{name}.{Version}.{extension}");

    private static string UsualCache =>
        System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    public async Task InitializeAsync()
    {
        // Packs the assemblies that were built with this test.
        await Tool.DotnetAsync(
            Sources.Root, new Dictionary<string, string>(), "msbuild", "build/Packages.proj", "-t:Pack", "-p:NoBuild=true",
            $"-p:Configuration={Sources.Configuration}", $"-p:PackageVersion={Version}", $"-p:PackageOutputPath={Packages}", "-v:quiet", "-nodeReuse:false");
        await File.WriteAllTextAsync(
            Path.Combine(Folder, "nuget.config"),
            $"""
             <configuration>
               <packageSources><add key="packed" value="{Packages}" /></packageSources>
               <fallbackPackageFolders><add key="usual" value="{UsualCache}" /></fallbackPackageFolders>
             </configuration>
             """);
        await Tool.DotnetAsync(
            Folder, Environment, "tool", "install", "McpActors.Tool", "--version", Version, "--tool-path", Path.GetDirectoryName(Mcpactors)!);
    }

    public Task DisposeAsync()
    {
        _folder.Delete(recursive: true);
        return Task.CompletedTask;
    }
}

[CollectionDefinition(PackedFeed.Shared)]
public sealed class SharesPackedFeed : ICollectionFixture<PackedFeed>;
