namespace McpActors.Cluster.Tests.Support;

/// <summary>
/// A test with nodes in this process and real servers below them. At its end nothing of them is left.
/// </summary>
public abstract class ClusterTest : IAsyncLifetime
{
    private static readonly TimeSpan Graces = TimeSpan.FromSeconds(10);

    private readonly List<Node> _nodes = [];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpactors-cluster-");

    internal static ToolJob AJob(string server = "files", string? role = null, int retry = 0, string? session = null) =>
        new(server, "echo", new Dictionary<string, JsonElement>()) { Role = role, NodeRetries = retry, Session = session };

    /// <summary>A server that is the adversary with this habit.</summary>
    internal static string Server(string name, string habit, string rest = "") =>
        $$"""

        mcp-actors.servers.{{name}} {
          command = "{{Artifacts.Adversary}}"
          args = [{{habit}}]
          shutdown { eof-grace = 300ms, term-grace = 300ms }
          {{rest}}
        }

        """;

    internal static string Well => Server("files", "mcp-well");

    internal string FileNamed(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>Makes hosts of this test register in their own folder.</summary>
    internal string Here => $"mcp-actors.runtime-dir = \"{FileNamed("run")}\"\n";

    internal async Task<Node[]> StartAsync(params string[] configurations)
    {
        var nodes = await Node.StartAsync([.. configurations.Select(hocon => Here + hocon)]);
        _nodes.AddRange(nodes);
        return nodes;
    }

    internal async Task<Node> JoinAsync(Node seed, string hocon, int size)
    {
        var node = await Node.JoinAsync(seed, Here + hocon, size);
        _nodes.Add(node);
        return node;
    }

    internal static Task<T> AskAsync<T>(IActorRef actor, object message) => actor.Ask<T>(message, Patience.Limit);

    public Task InitializeAsync()
    {
        Subreaper.Enable();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        foreach (var node in _nodes) await node.DisposeAsync();
        await Household.AssertEmptyWithinAsync(Graces);
        _folder.Delete(recursive: true);
    }
}
