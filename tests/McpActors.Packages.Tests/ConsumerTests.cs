namespace McpActors.Packages.Tests;

/// <summary>The experience of a user who adds the packages to a project, or installs the tool.</summary>
[Collection(PackedFeed.Shared)]
public sealed class ConsumerTests(PackedFeed feed) : IAsyncLifetime
{
    public Task InitializeAsync()
    {
        Subreaper.Enable();
        return Task.CompletedTask;
    }

    public Task DisposeAsync() => Household.AssertEmptyWithinAsync(TimeSpan.FromSeconds(10));

    [LinuxFact]
    public void Each_package_has_its_documentation_and_its_symbols()
    {
        foreach (var name in new[] { "McpActors.Processes", "McpActors", "McpActors.Hosting", "McpActors.Cluster", "McpActors.Redis" })
        {
            var files = Files(name, "nupkg");
            Assert.Superset(new HashSet<string> { "README.md", $"lib/net10.0/{name}.dll", $"lib/net10.0/{name}.xml" }, files);
            Assert.Contains($"lib/net10.0/{name}.pdb", Files(name, "snupkg"));
        }
        Assert.Superset(new HashSet<string> { "README.md", "tools/net10.0/any/keeper/mcp-keeper.dll" }, Files("McpActors.Tool", "nupkg"));
        Assert.Superset(
            new HashSet<string>
            {
                "tools/keeper/mcp-keeper.dll", "tools/keeper/mcp-keeper.runtimeconfig.json", "buildTransitive/McpActors.Processes.targets",
            },
            Files("McpActors.Processes", "nupkg"));
        Assert.Equal(HasNative, Files("McpActors.Processes", "nupkg").Contains($"runtimes/{Rid}/native/mcp-keeper"));
        Assert.Equal(HasNative, Files("McpActors.Tool", "nupkg").Contains($"tools/net10.0/any/runtimes/{Rid}/native/mcp-keeper"));
    }

    [LinuxFact]
    public async Task The_tool_says_its_version_and_calls_a_tool()
    {
        var version = await Tool.RunAsync(feed.Mcpactors, feed.Folder, feed.Environment, "--version");
        Assert.Contains("mcpactors 0.", version, StringComparison.Ordinal);
        Assert.Matches($"(?m)^Akka.NET +{Sources.AkkaVersion}$", version);
        Assert.Matches($"(?m)^keeper +{(HasNative ? "native" : "framework-dependent")}, net10.0", version);

        Assert.Equal("42\n", await Tool.RunAsync(feed.Mcpactors, feed.Folder, feed.Environment, "call", "demo", "add", """{"a": 40, "b": 2}"""));
    }

    [LinuxTheory]
    [InlineData("framework-dependent")]
    [InlineData("for-a-runtime", "-r", "RID", "--no-self-contained")]
    [InlineData("single-file", "-r", "RID", "--no-self-contained", "-p:PublishSingleFile=true", "-p:IncludeNativeLibrariesForSelfExtract=true")]
    public async Task A_published_program_has_its_keeper(string name, params string[] options)
    {
        var project = Path.Combine(feed.Folder, name);
        var published = Path.Combine(project, "published");
        Consumer.CopyTo(project);
        await Tool.DotnetAsync(
            project, feed.Environment,
            ["publish", "-o", published, "-nodeReuse:false", "-tl:off", "-v:quiet", .. options.Select(option => option == "RID" ? Rid : option)]);

        var output = await Tool.RunAsync(Path.Combine(published, "Consumer"), feed.Folder, feed.Environment, feed.Mcpactors);

        Assert.Contains("result 42", output, StringComparison.Ordinal);
        Assert.Contains("containment Keeper", output, StringComparison.Ordinal);
        var keeper = output.Split('\n').Single(line => line.StartsWith("keeper ", StringComparison.Ordinal))["keeper ".Length..];
        Assert.StartsWith(published, keeper, StringComparison.Ordinal);
        Assert.Equal(HasNative ? "mcp-keeper" : "mcp-keeper.dll", Path.GetFileName(keeper));
        if (HasNative && !OperatingSystem.IsWindows())
            Assert.True(File.GetUnixFileMode(keeper).HasFlag(UnixFileMode.OtherExecute), "only its owner may execute the keeper");
    }

    private static string Rid => RuntimeInformation.RuntimeIdentifier;

    // build.sh compiles a native keeper if the toolchain is available.
    private static bool HasNative => File.Exists(Path.Combine(Sources.Root, "artifacts", "keeper", Rid, "mcp-keeper"));

    private HashSet<string> Files(string package, string extension)
    {
        using var archive = System.IO.Compression.ZipFile.OpenRead(feed.Package(package, extension));
        return [.. archive.Entries.Select(entry => entry.FullName)];
    }
}
