using McpActors.Testing;

namespace McpActors.EndToEnd.Tests.Support;

/// <summary>A test of the program: a folder of its own, and nothing left when it ends, whatever it was about.</summary>
public abstract class EndToEndTest : IAsyncLifetime
{
    // A test that failed has killed its program with SIGKILL; then the keepers go their ladder.
    private static readonly TimeSpan Graces = TimeSpan.FromSeconds(10);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpactors-e2e-");

    internal string Folder => _folder.FullName;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await Household.AssertEmptyWithinAsync(Graces);
        _folder.Delete(recursive: true);
    }

    /// <summary>A runtime directory for the hosts of this test alone.</summary>
    internal string RuntimeDirectory => Path.Combine(Folder, "run");

    /// <summary>For the rest of a configuration: hosts register there.</summary>
    internal string Here => $"runtime-dir = \"{RuntimeDirectory}\"";

    /// <summary>Writes a configuration, and gives its path.</summary>
    internal string Config(string hocon, string name = "test.conf")
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, hocon);
        return path;
    }

    /// <summary>A configuration with servers, each with a habit of the adversary's, and what else is to stand in <c>mcp-actors</c> and beside it.</summary>
    internal string Config(IEnumerable<string> servers, string rest = "", string beside = "") =>
        Config($"mcp-actors {{\n servers {{\n{string.Join('\n', servers)}\n }}\n{rest}\n}}\n{beside}\n");

    /// <summary>The same under a name of its own.</summary>
    internal string Config(string name, IEnumerable<string> servers, string rest) =>
        Config($"mcp-actors {{\n servers {{\n{string.Join('\n', servers)}\n }}\n{rest}\n}}\n", name);

    /// <summary>A configuration with servers, whose host registers in <see cref="RuntimeDirectory"/>.</summary>
    internal string ConfigHere(params string[] servers) => Config(servers, Here);

    /// <summary>One server that is the adversary.</summary>
    internal static string Adversary(string name, string habit, string more = "") =>
        $"  {name} {{ command = \"{Artifacts.Adversary}\", args = [{habit}], {more} }}";

    /// <summary>One server that is the demo server.</summary>
    internal static string Demo(string name = "demo") => $"  {name} {{ command = ${{MCPACTORS_PROGRAM}}, args = [\"demo-server\"] }}";
}
