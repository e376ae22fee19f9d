namespace McpActors.Tests.Async;

/// <summary>The asynchronous API between probes for the actors below it.</summary>
public abstract class AsyncTestKit() : TestKit("akka { loglevel = WARNING, actor.provider = local, test.single-expect-default = 30s }")
{
    protected static readonly TimeSpan Patience = Testing.Patience.Limit;

    internal TestProbe Servers => field ??= CreateTestProbe("servers");

    internal TestProbe Sessions => field ??= CreateTestProbe("sessions");

    internal IMcpServers Face => field ??= new ServersClient(Servers, Sessions, new PendingPromises((ExtendedActorSystem)Sys));

    internal static ToolResult AResult(string text = "done") => new(
        "files", "list", new CallToolResult { Content = [new TextContentBlock { Text = text }] }, TimeSpan.Zero);

    internal static ToolList Tools(params Tool[] tools) => new("files", tools);

    internal static Tool ATool(string name = "list") => new()
    {
        Name = name,
        Description = "lists a folder",
        InputSchema = JsonDocument.Parse("""{"type":"object","properties":{"path":{"type":"string"}}}""").RootElement,
    };

    internal static string TextOf(CallToolResult result) => Assert.IsType<TextContentBlock>(Assert.Single(result.Content)).Text;
}
