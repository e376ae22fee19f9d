namespace McpActors.Tests.Support;

/// <summary>The paths of other programs of this build.</summary>
public static class TestPrograms
{
    /// <summary>The executable with every bad habit.</summary>
    public static string Adversary { get; } = Sibling("McpActors.Adversary");

    /// <summary>A good server, on csharp-sdk's own.</summary>
    public static string SdkServer { get; } = Sibling("McpActors.SdkServer");

    // artifacts/bin/PROJECT/CONFIGURATION/
    private static string Sibling(string project)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        return Path.Combine(here.Parent!.Parent!.FullName, project, here.Name, project);
    }
}
