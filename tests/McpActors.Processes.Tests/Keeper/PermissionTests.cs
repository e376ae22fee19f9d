using System.Runtime.Versioning;
using McpActors.Testing;

namespace McpActors.Processes.Tests.Keeper;

/// <summary>A descendant with another user's rights. It needs root to set up, and setpriv(1) to be given away.</summary>
[SupportedOSPlatform("linux")]
public sealed class PermissionTests : KeeperTest
{
    private const string SetPriv = "/usr/bin/setpriv";

    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keeper-");

    [SkippableFact]
    public async Task Who_may_not_be_signalled_is_named_once_and_waited_for()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess && File.Exists(SetPriv), "needs root and setpriv(1)");
        File.SetUnixFileMode(_folder.FullName, ForAll);
        var becomeRoot = CopyOf(SetPriv);
        File.SetUnixFileMode(becomeRoot, ForAll | UnixFileMode.SetUser);
        foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(Artifacts.Keeper)!))
            CopyOf(file);

        // nobody's keeper, whose server becomes root: not by its effective user alone, for then kill(2) would still be allowed.
        var keeper = EndAfterwards(StartedProcess.Start(
            [
                SetPriv, "--reuid=65534", "--regid=65534", "--clear-groups",
                Path.Combine(_folder.FullName, Path.GetFileName(Artifacts.Keeper)), "--eof-grace", "0", "--term-grace", "0", "--",
                becomeRoot, "--reuid=0", "--regid=0", "--clear-groups", "sh", "-c", "echo \"$(id -ru)\"; exec sleep 3",
            ]));
        Skip.IfNot(await keeper.Stdout.Next(_ => true, "user id") == "0", "this file system ignores set-user-ID");

        keeper.CloseStdin();
        var exit = await keeper.Exit();
        await keeper.Stderr.Ended;

        var lines = keeper.Stderr.Seen();
        Assert.Equal(2, lines.Count);
        var warning = KeeperLine.TryParse(lines[0])!;
        var report = KeeperLine.TryParse(lines[1])!;
        Assert.Equal(("not-permitted", report.Pid), (warning.Warning, warning.Pid));
        Assert.Equal((0, "kill"), (exit.ExitCode, report.Rung));
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        _folder.Delete(recursive: true);
    }

    private string CopyOf(string file)
    {
        var copy = Path.Combine(_folder.FullName, Path.GetFileName(file));
        File.Copy(file, copy);
        File.SetUnixFileMode(copy, ForAll);
        return copy;
    }
}
