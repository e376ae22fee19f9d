namespace McpActors.Processes.Tests.Hostile;

/// <summary>
/// A user without any right of root. Root may trace everything, so protection from a server can be observed only as
/// such a user. It needs root and setpriv(1) to become that user, and copies of the programs that the user can read.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class OtherUser : IDisposable
{
    public const int Id = 12345;

    private const string SetPriv = "/usr/bin/setpriv";

    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("other-user-");

    public OtherUser()
    {
        File.SetUnixFileMode(_folder.FullName, ForAll);
        Keeper = CopyFolderOf(Artifacts.Keeper);
        Adversary = CopyFolderOf(Artifacts.Adversary);
    }

    public string Keeper { get; }

    public string Adversary { get; }

    public static void SkipIfImpossible() => Skip.IfNot(Environment.IsPrivilegedProcess && File.Exists(SetPriv), "needs root and setpriv(1)");

    /// <summary>The command that runs as that user.</summary>
    public static string[] Run(params IEnumerable<string> command) => [SetPriv, $"--reuid={Id}", $"--regid={Id}", "--clear-groups", .. command];

    /// <summary>A program that always runs as root.</summary>
    public string SetUserIdCopyOf(string program)
    {
        var copy = Path.Combine(_folder.FullName, Path.GetFileName(program));
        File.Copy(program, copy);
        File.SetUnixFileMode(copy, ForAll | UnixFileMode.SetUser);
        return copy;
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string CopyFolderOf(string program)
    {
        var folder = _folder.CreateSubdirectory(Path.GetFileName(program));
        File.SetUnixFileMode(folder.FullName, ForAll);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(program)!))
        {
            var copy = Path.Combine(folder.FullName, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, ForAll);
        }

        return Path.Combine(folder.FullName, Path.GetFileName(program));
    }
}
