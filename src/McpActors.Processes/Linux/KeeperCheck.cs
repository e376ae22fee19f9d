using System.Text;

namespace McpActors.Processes.Linux;

/// <summary>
/// Finds out why a keeper cannot run before the first server is started. execve(2) would report it for each server, and
/// ambiguously: EACCES for a missing mode bit and for a mount option, ENOENT for a missing loader and for a missing
/// file.
/// </summary>
internal static class KeeperCheck
{
    /// <returns>The file's problem and the remedy, without a final full stop; null if the keeper can run.</returns>
    public static string? Problem(KeeperProgram keeper)
    {
        var file = keeper.File;
        if (Directory.Exists(file)) return $"{file} is a folder. Name the program mcp-keeper that is in it";
        if (!File.Exists(file)) return $"{file} does not exist. Put mcp-keeper there, or leave keeper.path empty to use the one next to the program";
        try
        {
            return keeper.Assembly is { } assembly ? OfAssembly(assembly, keeper.Muxer) : OfProgram(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"{file} cannot be read: {e.Message.TrimEnd('.')}";
        }
    }

    private static string? OfAssembly(string assembly, string? muxer)
    {
        var configuration = Path.ChangeExtension(assembly, ".runtimeconfig.json");
        if (!File.Exists(configuration)) return $"{assembly} is incomplete: {configuration} is missing. Reinstall the keeper";
        return muxer is null
            ? $"{assembly} needs a .NET runtime, and this program brings its own. Publish it for a RID with a native keeper, or set DOTNET_ROOT"
            : null;
    }

    private static string? OfProgram(string file)
    {
        if (!MayExecute(file))
        {
            return $"{file} may not be executed by this user. Run 'chmod a+x {file}'; "
                + "if that does not help, its file system is mounted with noexec, or a folder above it is closed to this user";
        }
        using var stream = File.OpenRead(file);
        if (ElfHeader.Read(stream) is not { } header)
            return IsScript(stream) ? null : $"{file} is not a program for this system (neither ELF nor a script). Reinstall the keeper";
        if (!header.IsForThisMachine)
        {
            return $"{file} was built for {header.Machine}, but this process is {ElfHeader.Name(ElfHeader.Here)}. "
                + $"Take the keeper for {KeeperLocator.NativeRid}, or the framework-dependent one, which runs everywhere";
        }
        return header.Loader is { } loader && !File.Exists(loader)
            ? $"{file} needs {loader}, which does not exist here: it was built for another libc. "
                + $"Take the keeper for {KeeperLocator.NativeRid}, or the framework-dependent one, which runs everywhere"
            : null;
    }

    // access(2) respects owners, groups, ACLs, capabilities and mount options; the mode bits alone do not.
    private static unsafe bool MayExecute(string file)
    {
        fixed (byte* path = Encoding.UTF8.GetBytes(file + '\0')) return Libc.faccessat(Libc.AT_FDCWD, path, Libc.X_OK, Libc.AT_EACCESS) == 0;
    }

    private static bool IsScript(FileStream stream)
    {
        stream.Position = 0;
        return stream.ReadByte() == '#' && stream.ReadByte() == '!';
    }
}
