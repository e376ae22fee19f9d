using System.Runtime.InteropServices;

namespace McpActors.Processes.Linux;

/// <summary>What is executed for a keeper: the file itself, or a runtime with the keeper's assembly.</summary>
/// <param name="File">The keeper's file: the program, or its assembly.</param>
/// <param name="Assembly">The assembly that a runtime is to run; null where the file is the program.</param>
/// <param name="Muxer"><c>dotnet</c>, for the assembly; null where none was found or none is needed.</param>
internal sealed record KeeperProgram(string File, string? Assembly, string? Muxer)
{
    /// <summary>The program for posix_spawn(3).</summary>
    public string Executable => Muxer ?? File;

    /// <param name="path">The path of <c>mcp-keeper</c> or of <c>mcp-keeper.dll</c>.</param>
    public static KeeperProgram At(string path)
    {
        // A relative path is the host's: in a working directory of the server's it would name another file.
        path = Path.GetFullPath(path);
        if (path.EndsWith(".dll", StringComparison.OrdinalIgnoreCase)) return new KeeperProgram(path, path, FindMuxer());
        // A keeper that is not native needs our own runtime. Its executable would look for one by DOTNET_ROOT, which a server's
        // environment need not have.
        return System.IO.File.Exists(path + ".dll") && FindMuxer() is { } muxer
            ? new KeeperProgram(path, path + ".dll", muxer)
            : new KeeperProgram(path, null, null);
    }

    // Our own runtime's, or, where that is a part of the program, the machine's.
    private static string? FindMuxer() =>
        new[] { Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."), Environment.GetEnvironmentVariable("DOTNET_ROOT") }
            .Where(folder => !string.IsNullOrEmpty(folder))
            .Select(folder => Path.GetFullPath(Path.Combine(folder!, "dotnet")))
            .FirstOrDefault(System.IO.File.Exists);
}
