using McpActors.SignalHost;

// KIND SERVER RUNTIME-DIR: SERVER is a program that is an MCP server when its argument is mcp-well.
var use = new Use(args[1], args[2]);
using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
await using var _ = deadline.Token.Register(() => Environment.FailFast("No signal came within a minute."));
return args[0] switch
{
    "generic" => await Hosts.GenericAsync(use),
    "web" => await Hosts.WebAsync(use),
    "cluster" => await Hosts.ClusterNodeAsync(use),
    "system" => await PlainSystem.RunAsync(use),
    var unknown => throw new ArgumentException($"There is no program '{unknown}'."),
};
