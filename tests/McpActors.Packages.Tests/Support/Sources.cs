using System.Reflection;

namespace McpActors.Packages.Tests.Support;

/// <summary>Facts that the build recorded.</summary>
internal static class Sources
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = Metadata("Repository");

    public static string AkkaVersion { get; } = Metadata("AkkaVersion");

    public static string ExtensionsVersion { get; } = Metadata("ExtensionsVersion");

    public static string Configuration { get; } = char.ToUpperInvariant(Folder[0]) + Folder[1..];

    // artifacts/bin/PROJECT/CONFIGURATION/
    private static string Folder => new DirectoryInfo(AppContext.BaseDirectory).Name;

    private static string Metadata(string key) =>
        typeof(Sources).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == key).Value!;
}
