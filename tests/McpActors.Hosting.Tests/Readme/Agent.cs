using Akka.Actor;
using Akka.Event;
using McpActors;
using McpActors.Servers;

namespace Readme;

public sealed class Agent : ReceiveActor
{
    public Agent()
    {
        var servers = McpActorsExtension.Get(Context.System).Servers;
        Receive<string>(path => servers.Tell(new CallTool("files", "list_directory", new { path })));
        Receive<ToolResult>(result => Context.GetLogger().Info("{0}", result.Result.Content));
        Receive<Status.Failure>(failure => Context.GetLogger().Error(failure.Cause, "No directory today"));
    }
}
