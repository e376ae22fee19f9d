namespace McpActors.Tests.Servers.Catalog;

/// <summary>A real server whose list of tools is a file of the test, and hosts that share a runtime directory.</summary>
[UnsupportedOSPlatform("windows")]
public abstract class CatalogTest : ActorTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("catalog-").FullName;

    private int _hosts;

    protected CatalogTest()
    {
        Runtime = Directory.CreateDirectory(At("runtime"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName;
        SetTools(Tool("echo"));
    }

    /// <summary>The runtime directory of the hosts.</summary>
    protected string Runtime { get; }

    /// <summary>The files of lists.</summary>
    protected string[] Files => Directory.GetFiles(Path.Combine(Runtime, ListCatalog.FolderName), "*.json");

    internal ListCatalog Catalog { get; private set; } = new();

    /// <summary>The server; its process ends soon when nobody uses it.</summary>
    protected ServerSettings Server(params string[] more) =>
        Adversary("a", ["mcp-lists", _folder, .. more]) with { IdleTimeout = TimeSpan.FromMilliseconds(50) };

    /// <summary>Another host; what the one before has learnt is on disk.</summary>
    internal async Task<IActorRef> HostAsync(params ServerSettings[] settings)
    {
        await Catalog.Written;
        Catalog = new ListCatalog(Runtime);
        return Sys.ActorOf(ServersActor.Props(new ServerCatalog(settings), EnvironmentWith(CreateTestProbe()) with { Lists = Catalog }), $"host-{++_hosts}");
    }

    internal static Task<ToolList> ListAsync(IActorRef servers, TimeSpan? maxAge = null, string server = "a") =>
        servers.Ask<ToolList>(new ListTools(server) { MaxAge = maxAge }, Patience);

    internal static Task<ToolResult> CallAsync(IActorRef servers, string text = "x", string tool = "echo") =>
        servers.Ask<ToolResult>(new CallTool("a", tool, new { text }), Patience);

    /// <summary>Waits until no process is left.</summary>
    internal Task AwaitIdleAsync() => UntilAsync(() => Ledger.Open.Count == 0);

    /// <summary>Sets the tools that the server lists from now on.</summary>
    protected void SetTools(params string[] tools) => SetList($$"""{"tools":[{{string.Join(',', tools)}}]}""");

    protected void SetList(string json)
    {
        File.WriteAllText(At("tools.new"), json);
        File.Move(At("tools.new"), At("tools"), overwrite: true);
    }

    protected static string Tool(string name, string description = "") =>
        $$$"""{"name":"{{{name}}}","description":"{{{description}}}","inputSchema":{"type":"object","properties":{"text":{"type":"string"} } } }""";

    /// <summary>How often the server was asked for its tools.</summary>
    protected int Asked() => File.Exists(At("seen")) ? File.ReadAllLines(At("seen")).Length : 0;

    protected string At(string name) => Path.Combine(_folder, name);

    internal static string[] Names(ToolList list) => [.. list.Tools.Select(tool => tool.Name)];

    protected override void AfterAll()
    {
        base.AfterAll();
        Catalog.Written.Wait(Patience);
        Directory.Delete(_folder, recursive: true);
    }
}
