namespace McpActors.Packages.Tests.Support;

/// <summary>build.sh with the sources in its own folder, and a PATH from which programs can be removed.</summary>
internal sealed class BareMachine : IDisposable
{
    private readonly EmptyCache _cache = new();

    /// <param name="without">Programs that are not installed.</param>
    public BareMachine(params string[] without)
    {
        Directory.CreateDirectory(Root);
        foreach (var file in (string[])["build.sh", "global.json", "README.md", .. Directory.GetFiles(Sources.Root, "Directory.*").Select(Path.GetFileName)!])
            File.Copy(Path.Combine(Sources.Root, file), Path.Combine(Root, file));
        foreach (var folder in (string[])["build", "src", "hocon"]) Copy(Path.Combine(Sources.Root, folder), Path.Combine(Root, folder));

        Directory.CreateDirectory(Programs);
        var all = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Where(Directory.Exists).SelectMany(Directory.GetFiles);
        foreach (var program in all.DistinctBy(Path.GetFileName).ExceptBy(without, Path.GetFileName))
            File.CreateSymbolicLink(Path.Combine(Programs, Path.GetFileName(program)), program);
    }

    public string Root => Path.Combine(_cache.Folder, "project");

    private string Programs => Path.Combine(_cache.Folder, "bin");

    /// <summary>Replaces a program by a script.</summary>
    public void Install(string program, string script)
    {
        var file = Path.Combine(Programs, program);
        File.Delete(file);
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>The only package source.</summary>
    public void UseSource(string source) => File.WriteAllText(
        Path.Combine(Root, "nuget.config"),
        $"""
         <configuration>
           <packageSources><clear /><add key="only" value="{source}" allowInsecureConnections="true" /></packageSources>
           <fallbackPackageFolders><clear /></fallbackPackageFolders>
         </configuration>
         """);

    public Task<(int ExitCode, string Output)> BuildAsync(params string[] arguments) => Tool.TryAsync(
        Path.Combine(Root, "build.sh"),
        Root,
        new Dictionary<string, string>(_cache.Environment)
        {
            ["PATH"] = Programs,
            ["DOTNET_ROOT"] = "",
            // Repeated tries do not help with a missing source.
            ["NUGET_ENHANCED_MAX_NETWORK_TRY_COUNT"] = "1",
        },
        arguments);

    public void Dispose() => _cache.Dispose();

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
