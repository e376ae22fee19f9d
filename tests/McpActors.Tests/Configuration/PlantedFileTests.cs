namespace McpActors.Tests.Configuration;

/// <summary>Special files in place of a configuration: an error message, and no waiting.</summary>
public sealed class PlantedFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcp-actors-planted-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task A_fifo_is_refused_and_not_waited_for()
    {
        using var make = Process.Start("mkfifo", At("fifo"));
        await make.WaitForExitAsync();
        await RefusedAsync(At("fifo"), "is a FIFO");
        File.CreateSymbolicLink(At("link"), At("fifo"));
        await RefusedAsync(At("link"), "is a FIFO");
    }

    [Theory]
    [InlineData("/dev/zero", "is a device")]
    [InlineData("/dev/tty", "")]
    [InlineData("/tmp", "is a directory")]
    [InlineData("/proc/self/mem", "")]
    public Task What_is_no_file_is_refused(string path, string problem) => RefusedAsync(path, problem);

    [Fact]
    public async Task A_file_of_more_than_16_MiB_is_refused()
    {
        using (var file = File.Create(At("long.conf"))) file.SetLength((16 << 20) + 1);
        await RefusedAsync(At("long.conf"), "longer than 16 MiB");
        // A file that reports no length.
        File.WriteAllText(At("short.conf"), $"a = 1\n#{new string('x', (16 << 20) - 100)}");
        Assert.Equal(1, ConfigurationFile.Load(At("short.conf"), _ => null).GetInt("a"));
    }

    [Fact]
    public void A_link_to_a_file_is_followed_as_container_platforms_have_it()
    {
        File.WriteAllText(At("real.conf"), "a = 1");
        File.CreateSymbolicLink(At("link.conf"), At("real.conf"));
        Assert.Equal(1, ConfigurationFile.Load(At("link.conf"), _ => null).GetInt("a"));
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static async Task RefusedAsync(string path, string problem)
    {
        // Named by the user, and imported.
        foreach (var read in (Action[])[() => ConfigurationFile.Load(path, _ => null), () => Hocon.Settings($"mcp-actors.import = [\"{path}\"]")])
        {
            var refusal = await Task.Run(() => Assert.Throws<McpConfigurationException>(read)).WaitAsync(TimeSpan.FromSeconds(9));
            var mistake = Assert.Single(refusal.Mistakes);
            Assert.Contains(problem, mistake.Problem, StringComparison.Ordinal);
        }
    }
}
