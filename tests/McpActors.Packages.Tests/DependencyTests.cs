namespace McpActors.Packages.Tests;

/// <summary>
/// The closed set of versions: the dependencies of each package, which a machine with an empty package cache gets
/// exactly.
/// </summary>
[Collection(PackedFeed.Shared)]
public sealed class DependencyTests(PackedFeed feed)
{
    /// <summary>
    /// All packages. A dependency that is missing in this list has leaked, by transitive pinning or by a reference
    /// meant for tests.
    /// </summary>
    public static TheoryData<string, string[]> Packages => new()
    {
        { "McpActors.Processes", [] },
        { "McpActors", ["Akka", "McpActors.Processes", "Microsoft.Extensions.AI.Abstractions", "ModelContextProtocol.Core", "NCrontab.Signed"] },
        { "McpActors.Hosting", ["Akka.Hosting", "McpActors", "Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Hosting"] },
        { "McpActors.Cluster", ["Akka.Cluster.Tools", "Akka.DistributedData", "McpActors.Hosting"] },
        { "McpActors.Redis", ["McpActors.Hosting", "StackExchange.Redis"] },
        // A tool contains its dependencies.
        { "McpActors.Tool", [] },
    };

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_depends_on_the_intended_packages_only(string name, string[] intended)
    {
        var dependencies = Nuspec.Dependencies(feed.Package(name));
        Assert.Equal(intended, dependencies.Keys.Order(StringComparer.Ordinal));
        foreach (var (dependency, version) in dependencies)
        {
            if (dependency.StartsWith("McpActors", StringComparison.Ordinal)) Assert.Equal(feed.Version, version);
            if (dependency.StartsWith("Akka", StringComparison.Ordinal)) Assert.Equal(Sources.AkkaVersion, version);
        }
    }

    [Fact]
    public void Every_package_is_in_the_list() => Assert.Equal(
        Packages.Select(row => (string)row[0]).Order(StringComparer.Ordinal),
        Directory.GetFiles(feed.Packages, "*.nupkg").Select(file => Path.GetFileName(file)[..^$".{feed.Version}.nupkg".Length]).Order(StringComparer.Ordinal));

    [SkippableFact]
    public async Task From_an_empty_package_cache_the_solution_restores_without_a_warning()
    {
        using var cache = new EmptyCache();
        Assert.Equal("", await QuietlyAsync(cache, "McpActors.sln", "-t:Restore"));
    }

    /// <summary>The behaviour of build.sh without a reachable source (build/msbuild.sh).</summary>
    [Fact]
    public async Task From_a_filled_package_cache_the_solution_restores_without_a_source()
    {
        using var nothing = new EmptyCache();
        var said = await Tool.DotnetAsync(
            Sources.Root, new Dictionary<string, string>(), ["msbuild", "McpActors.sln", "-t:Restore", $"-p:RestoreSources={nothing.Folder}", .. Quietly(nothing)]);
        Assert.Equal("", said.Trim());
    }

    [SkippableFact]
    public async Task From_an_empty_package_cache_the_packages_are_made_without_a_warning()
    {
        using var cache = new EmptyCache();
        var packages = Path.Combine(cache.Folder, "packed");
        Assert.Equal("", await QuietlyAsync(
            cache, "build/Packages.proj", "-restore", "-t:Pack", $"-p:PackageVersion={feed.Version}", $"-p:PackageOutputPath={packages}"));
        foreach (var name in Packages.Select(row => (string)row[0]))
            Assert.Equal(Nuspec.Dependencies(feed.Package(name)), Nuspec.Dependencies(Path.Combine(packages, Path.GetFileName(feed.Package(name)))));
    }

    [SkippableFact]
    public async Task From_an_empty_package_cache_a_program_that_uses_the_packages_restores_without_a_warning_and_works()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the demo server is started as on Linux");
        using var cache = new EmptyCache();
        var project = Path.Combine(cache.Folder, "consumer");
        Consumer.CopyTo(project);
        await File.WriteAllTextAsync(
            Path.Combine(project, "nuget.config"),
            $"""
             <configuration>
               <packageSources><add key="packed" value="{feed.Packages}" /></packageSources>
               <fallbackPackageFolders><clear /></fallbackPackageFolders>
             </configuration>
             """);
        var environment = cache.Environment.Concat(feed.Versions).ToDictionary();

        var said = await Tool.DotnetOnlineAsync(
            project, environment,
            "publish", "-o", "published", "-p:NuGetAudit=true", "-p:NuGetAuditMode=all", "-warnaserror", "-nodeReuse:false", "-tl:off", "-v:quiet", "-nologo");
        Assert.Equal("", said.Trim());

        var output = await Tool.RunAsync(Path.Combine(project, "published", "Consumer"), project, environment, feed.Mcpactors);
        Assert.Contains("result 42", output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(Path.Combine(cache.Packages, "mcpactors.hosting", feed.Version)), "The packages did not come from the empty cache.");
    }

    private static async Task<string> QuietlyAsync(EmptyCache cache, params string[] arguments) =>
        (await Tool.DotnetOnlineAsync(Sources.Root, cache.Environment, ["msbuild", .. arguments, .. Quietly(cache)])).Trim();

    // In its own tree, because this test runs in the usual one.
    private static string[] Quietly(EmptyCache cache) =>
    [
        $"-p:ArtifactsPath={Path.Combine(cache.Folder, "artifacts")}", $"-p:Configuration={Sources.Configuration}",
        "-warnaserror", "-nodeReuse:false", "-tl:off", "-v:quiet", "-nologo",
    ];
}
