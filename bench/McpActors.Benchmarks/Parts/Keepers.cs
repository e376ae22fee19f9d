using System.Runtime.InteropServices;

namespace McpActors.Benchmarks.Parts;

/// <summary>The two builds of the keeper, as the command lines by which a host starts them.</summary>
internal static class Keepers
{
    // build/Keeper.targets puts the native keeper here alone, or the other one with its dll.
    private static readonly string Carried = Path.Combine(AppContext.BaseDirectory, "keeper", "mcp-keeper");

    /// <summary>Null if it could not be built.</summary>
    public static string[]? Native { get; } = File.Exists(Carried) && !File.Exists(Carried + ".dll") ? [Carried] : null;

    /// <summary>Run by the runtime's own dotnet, as KeeperLauncher does.</summary>
    public static string[] FrameworkDependent { get; } =
    [
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet")),
        // artifacts/bin/PROJECT/CONFIGURATION/
        Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../McpActors.Keeper", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "mcp-keeper.dll")),
    ];
}
