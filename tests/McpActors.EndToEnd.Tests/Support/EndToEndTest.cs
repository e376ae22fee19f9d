namespace McpActors.EndToEnd.Tests.Support;

/// <summary>A test of the program, with its own folder. Nothing may be left at its end.</summary>
public abstract class EndToEndTest : IAsyncLifetime
{
    // A failed test has killed its program with SIGKILL; then the keepers climb their ladder.
    private static readonly TimeSpan Graces = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpactors-e2e-");

    internal string Folder => _folder.FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Household.AssertEmptyWithinAsync(Graces);
        _folder.Delete(recursive: true);
    }

    /// <summary>A runtime directory for the hosts of this test only.</summary>
    internal string RuntimeDirectory => Path.Combine(Folder, "run");

    /// <summary>Configuration that makes hosts register there.</summary>
    internal string Here => $"runtime-dir = \"{RuntimeDirectory}\"";

    /// <summary>Writes a configuration, and returns its path.</summary>
    internal string Config(string hocon, string name = "test.conf")
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, hocon);
        return path;
    }

    /// <summary>
    /// Writes a configuration with servers that have the adversary's habits, with further settings inside and outside
    /// of <c>mcp-actors</c>.
    /// </summary>
    internal string Config(IEnumerable<string> servers, string rest = "", string beside = "") =>
        Config($"mcp-actors {{\n servers {{\n{string.Join('\n', servers)}\n }}\n{rest}\n}}\n{beside}\n");

    /// <summary>The same with another file name.</summary>
    internal string Config(string name, IEnumerable<string> servers, string rest) =>
        Config($"mcp-actors {{\n servers {{\n{string.Join('\n', servers)}\n }}\n{rest}\n}}\n", name);

    /// <summary>A configuration with servers, whose host registers in <see cref="RuntimeDirectory"/>.</summary>
    internal string ConfigHere(params string[] servers) => Config(servers, Here);

    /// <summary>A server that is the adversary.</summary>
    internal static string Adversary(string name, string habit, string more = "") =>
        $"  {name} {{ command = \"{Artifacts.Adversary}\", args = [{habit}], {more} }}";

    /// <summary>A server that is the demo server.</summary>
    internal static string Demo(string name = "demo") => $"  {name} {{ command = ${{MCPACTORS_PROGRAM}}, args = [\"demo-server\"] }}";
}
