namespace McpActors.Processes.Tests.Registry;

/// <summary>
/// A folder that cannot be trusted or used is refused by name, with the reason and the remedy. Nothing waits for it.
/// </summary>
public sealed class RuntimeDirectoryTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("mkdir -m 700 \"$1.real\" && ln -s \"$1.real\" \"$1\"", "it is a link")]
    [InlineData("ln -s \"$1.real\" \"$1\"", "it is a link")]
    [InlineData("ln -s \"$1\" \"$1\"", "it is a link")]
    [InlineData("touch \"$1\"", "it is not a folder. Remove it")]
    [InlineData("mkfifo \"$1\"", "it is not a folder. Remove it")]
    [InlineData("mkdir -m 755 \"$1\"", "others may use it (mode 755). chmod 700 it")]
    [InlineData("mkdir -m 770 \"$1\"", "others may use it (mode 770). chmod 700 it")]
    [InlineData("mkdir -m 702 \"$1\"", "others may use it (mode 702). chmod 700 it")]
    public async Task What_is_no_private_folder_is_refused(string make, string reason)
    {
        Make(make);
        var refused = await Task.Run(() => Assert.Throws<RegistryException>(() => HostRegistry.Open(_folder.Path))).WaitAsync(Patience.Limit);
        AssertSaysAll(refused.Message, reason);
    }

    [SkippableFact]
    public void A_folder_of_somebody_else_is_refused()
    {
        Skip.IfNot(Environment.IsPrivilegedProcess, "only root can give a folder away");
        Make("mkdir -m 700 \"$1\" && chown 65534 \"$1\"");
        AssertSaysAll(Assert.Throws<RegistryException>(() => HostRegistry.Open(_folder.Path)).Message, "it belongs to user 65534, but this is user 0");
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_refused()
    {
        File.WriteAllText(_folder.Path, "");
        var below = Path.Combine(_folder.Path, "below");
        var message = Assert.Throws<RegistryException>(() => HostRegistry.Open(below)).Message;
        Assert.Contains(below, message, StringComparison.Ordinal);
        AssertSaysAll(message, "it cannot be created");
    }

    [Fact]
    public void A_relative_path_is_made_a_whole_one() =>
        Assert.True(Path.IsPathFullyQualified(HostRegistry.Open(Path.GetRelativePath(Environment.CurrentDirectory, _folder.Path)).Path));

    [Fact]
    public async Task A_folder_that_goes_away_later_is_missed_and_not_waited_for()
    {
        var registry = HostRegistry.Open(_folder.Path);
        Directory.Delete(_folder.Path);

        AssertSaysAll(Assert.Throws<RegistryException>(() => registry.Look().Count()).Message, "it does not exist");
        await Task.Run(() => Assert.Throws<RegistryException>(() => registry.Register("late"))).WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task A_folder_that_is_opened_to_others_later_is_named_in_the_report_of_a_sweep()
    {
        var registry = HostRegistry.Open(_folder.Path);
        using var host = registry.Register("host");
        Make("chmod 777 \"$1\"");
        var report = await new LineageSweeper(new LeaseLedger(host.Tag), registry).SweepAsync().WaitAsync(Patience.Limit);
        AssertSaysAll(report.RegistryFault!, "others may use it (mode 777)");
    }

    [SkippableFact]
    public async Task A_folder_that_may_not_be_written_to_is_refused()
    {
        Elsewhere.SkipIfImpossible();
        var said = await Elsewhere.Run(
            $"chmod 711 {_folder.Beside(".")} && mkdir -m 500 {_folder.Path} && chown 65534 {_folder.Path}", asNobody: true, "register", _folder.Path);
        AssertSaysAll(said, "Permission denied");
    }

    [SkippableTheory]
    [InlineData("size=4096,nr_inodes=1", "true", "No space left")]
    [InlineData("size=4096", "head -c 4096 /dev/zero > FOLDER/full", "No space left")]
    [InlineData("size=8192", "mount -o remount,ro FOLDER", "Read-only file system")]
    public async Task A_full_or_read_only_disk_is_refused(string options, string spoil, string reason)
    {
        Elsewhere.SkipIfImpossible();
        var said = await Elsewhere.Run(Mount(options, spoil), asNobody: false, "register", _folder.Path);
        AssertSaysAll(said, reason);
    }

    [SkippableFact]
    public async Task What_a_read_only_disk_remembers_fails_no_sweep_and_is_told()
    {
        Elsewhere.SkipIfImpossible();
        var said = await Elsewhere.Run(
            Mount("size=65536", "touch FOLDER/0000002a.host FOLDER/0000002b.new && mount -o remount,ro FOLDER"), asNobody: false, "sweep", _folder.Path);
        Assert.StartsWith("fault A dead host that left nothing cannot be unregistered", said, StringComparison.Ordinal);
        Assert.Contains("Read-only file system", said, StringComparison.Ordinal);
    }

    private string Mount(string options, string spoil) =>
        $"mkdir {_folder.Path} && mount -t tmpfs -o mode=700,{options} none {_folder.Path} && {spoil.Replace("FOLDER", _folder.Path, StringComparison.Ordinal)}";

    private void AssertSaysAll(string message, string reason)
    {
        Assert.Contains(_folder.Path, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("Or set mcp-actors.runtime-dir to a folder of your own.", message, StringComparison.Ordinal);
    }

    private void Make(string script)
    {
        using var shell = StartedProcess.Start(["sh", "-c", script, "sh", _folder.Path]);
        Assert.Equal(0, shell.Exit().GetAwaiter().GetResult().ExitCode);
    }
}
