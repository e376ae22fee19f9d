using System.Buffers.Binary;
using McpActors.Processes.Portable;

namespace McpActors.Processes.Tests.Linux;

/// <summary>
/// A keeper that cannot run is reported with the problem and the remedy, before any server is started.
/// </summary>
public sealed class BadKeeperTests : IDisposable
{
    private const int MachineOffset = 18;
    private readonly string _folder = Directory.CreateTempSubdirectory("mcpactors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void One_that_is_missing() => Refused("/nowhere/mcp-keeper", "/nowhere/mcp-keeper does not exist. Put mcp-keeper there");

    [Fact]
    public void A_folder() => Refused("/usr", "/usr is a folder. Name the program");

    [Fact]
    public void One_that_may_not_be_executed()
    {
        var keeper = Keeper(bytes => bytes, UnixFileMode.UserRead);
        Refused(keeper, $"{keeper} may not be executed by this user. Run 'chmod a+x {keeper}'");
    }

    [Fact]
    public void One_for_another_architecture()
    {
        var other = RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? (Code: (ushort)62, Name: "x64") : (Code: (ushort)183, Name: "arm64");
        var keeper = Keeper(bytes =>
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(MachineOffset), other.Code);
            return bytes;
        });
        Refused(keeper, $"{keeper} was built for {other.Name}, but this process is {RuntimeInformation.RuntimeIdentifier.Split('-')[^1]}. Take the keeper for linux");
        // The kernel agrees.
        var refusal = Assert.Throws<ProcessStartException>(() => new KeeperLauncher(keeper).Start(Servers.Cat));
        Assert.Contains("Exec format error", refusal.Message, StringComparison.Ordinal);
        Assert.Contains($"built for {other.Name}", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_for_another_libc()
    {
        var keeper = Keeper(bytes =>
        {
            var loader = bytes.AsSpan().IndexOf("/ld-"u8);
            Assert.True(loader > 0);
            "/no-"u8.CopyTo(bytes.AsSpan(loader));
            return bytes;
        });
        Refused(keeper, "was built for another libc. Take the keeper for linux");
        Assert.Throws<ProcessStartException>(() => new KeeperLauncher(keeper).Start(Servers.Cat));
    }

    [Fact]
    public void One_that_is_no_program()
    {
        var keeper = Keeper(_ => "not a program"u8.ToArray());
        Refused(keeper, $"{keeper} is not a program for this system");
    }

    [Fact]
    public void An_assembly_alone()
    {
        var keeper = Write("mcp-keeper.dll", [0], UnixFileMode.UserRead);
        Refused(keeper, $"{Path.Combine(_folder, "mcp-keeper.runtimeconfig.json")} is missing");
    }

    [Fact]
    public void A_script_that_starts_the_keeper_is_one()
    {
        var keeper = Keeper(_ => "#!/bin/sh\nexec true\n"u8.ToArray());
        Assert.Equal(new KeeperFinding(keeper, null), KeeperLocator.Find(keeper));
    }

    [Fact]
    public void Without_a_name_they_are_looked_for_beside_the_program_the_native_ones_first()
    {
        var files = KeeperLocator.Candidates.Select(candidate => Path.GetRelativePath(AppContext.BaseDirectory, candidate)).ToList();
        Assert.Equal(["keeper/mcp-keeper", "mcp-keeper", $"runtimes/{KeeperLocator.NativeRid}/native/mcp-keeper"], files.Take(3));
        Assert.EndsWith("keeper/mcp-keeper.dll", files[^1], StringComparison.Ordinal);
        Assert.Equal(Containment.Keeper, ProcessLauncher.Create(keeperRequired: true).Containment);
    }

    // keeper.required decides between refusal and the portable launcher; both give the same message.
    private static void Refused(string keeper, string problem)
    {
        Assert.Contains(problem, Assert.Throws<KeeperException>(() => ProcessLauncher.Create(keeper, keeperRequired: true)).Message, StringComparison.Ordinal);
        var portable = Assert.IsType<TreeLauncher>(ProcessLauncher.Create(keeper));
        Assert.Contains(problem, portable.Weakness, StringComparison.Ordinal);
        Assert.Contains("mcp-actors.keeper.path", portable.Weakness, StringComparison.Ordinal);
    }

    /// <summary>A real program with a change.</summary>
    private string Keeper(Func<byte[], byte[]> change, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserExecute) =>
        Write("mcp-keeper", change(File.ReadAllBytes("/bin/true")), mode);

    private string Write(string name, byte[] bytes, UnixFileMode mode)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllBytes(path, bytes);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, mode);
        return path;
    }
}
