using System.IO.Compression;
using System.Xml.Linq;

namespace McpActors.Packages.Tests.Support;

/// <summary>The requirements of a package.</summary>
internal static class Nuspec
{
    /// <summary>The dependencies by name, with the required versions.</summary>
    public static IReadOnlyDictionary<string, string> Dependencies(string package)
    {
        using var archive = ZipFile.OpenRead(package);
        using var stream = archive.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        return XDocument.Load(stream).Descendants()
            .Where(element => element.Name.LocalName == "dependency")
            .ToDictionary(element => element.Attribute("id")!.Value, element => element.Attribute("version")!.Value, StringComparer.Ordinal);
    }
}
