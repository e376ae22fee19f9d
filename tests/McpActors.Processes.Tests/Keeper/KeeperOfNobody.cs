namespace McpActors.Processes.Tests.Keeper;

/// <summary>
/// A copy of the keeper that the user nobody may run, wherever the build is. Needs root, setpriv(1) and prlimit(1).
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class KeeperOfNobody : IDisposable
{
    public const string SetPriv = "/usr/bin/setpriv";

    private const string Limit = "/usr/bin/prlimit", Nobody = "65534";

    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keeper-");
    private readonly string _keeper;

    public KeeperOfNobody()
    {
        File.SetUnixFileMode(_folder.FullName, ForAll);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Artifacts.Keeper)!))
            CopyOf(file);
        _keeper = Path.Combine(_folder.FullName, Path.GetFileName(Artifacts.Keeper));
    }

    public static bool IsPossible => Environment.IsPrivilegedProcess && File.Exists(SetPriv) && File.Exists(Limit);

    /// <summary>The command that starts the keeper as nobody with a limited number of threads.</summary>
    public IReadOnlyList<string> Command(int threads) =>
        [Limit, $"--nproc={threads}", SetPriv, $"--reuid={Nobody}", $"--regid={Nobody}", "--clear-groups", _keeper];

    /// <summary>A program that always runs as root.</summary>
    public string SetUserIdCopyOf(string file)
    {
        var copy = CopyOf(file);
        File.SetUnixFileMode(copy, ForAll | UnixFileMode.SetUser);
        return copy;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string CopyOf(string file)
    {
        var copy = Path.Combine(_folder.FullName, Path.GetFileName(file));
        File.Copy(file, copy);
        File.SetUnixFileMode(copy, ForAll);
        return copy;
    }
}
