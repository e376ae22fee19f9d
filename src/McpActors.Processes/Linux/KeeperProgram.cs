using System.Runtime.InteropServices;

namespace McpActors.Processes.Linux;

/// <summary>The program to execute for a keeper: its own file, or a runtime with the keeper's assembly.</summary>
/// <param name="File">The keeper's file: a program or an assembly.</param>
/// <param name="Assembly">The assembly for the runtime; null if the file is the program.</param>
/// <param name="Muxer">The path of <c>dotnet</c>; null if it was not found or is not needed.</param>
internal sealed record KeeperProgram(string File, string? Assembly, string? Muxer)
{
    /// <summary>The program for posix_spawn(3).</summary>
    public string Executable => Muxer ?? File;

    /// <param name="path">The path of <c>mcp-keeper</c> or of <c>mcp-keeper.dll</c>.</param>
    public static KeeperProgram At(string path)
    {
        // A relative path is relative to the host: in the server's working directory it would name another file.
        path = Path.GetFullPath(path);
        if (path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) return new KeeperProgram(path, path, FindMuxer());
        // A keeper that is not native runs on the host's runtime. Its own executable would look for one by DOTNET_ROOT,
        // which may be missing in a server's environment.
        return System.IO.File.Exists(path + ".dll") && FindMuxer() is { } muxer
            ? new KeeperProgram(path, path + ".dll", muxer)
            : new KeeperProgram(path, null, null);
    }

    // The host's own runtime, or the machine's if the host is self-contained.
    private static string? FindMuxer() =>
        new[] { Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."), Environment.GetEnvironmentVariable("DOTNET_ROOT") }
            .Where(folder => !string.IsNullOrEmpty(folder))
            .Select(folder => Path.GetFullPath(Path.Combine(folder!, "dotnet")))
            .FirstOrDefault(System.IO.File.Exists);
}
