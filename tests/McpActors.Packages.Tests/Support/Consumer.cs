namespace McpActors.Packages.Tests.Support;

/// <summary>A project that uses the packages: the sources in the folder <c>Consumer</c>.</summary>
internal static class Consumer
{
    public static void CopyTo(string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Consumer")))
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }
}
