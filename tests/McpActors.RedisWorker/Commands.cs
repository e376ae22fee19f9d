using Akka.Actor;
using McpActors.Servers;
using McpActors.Sessions;

namespace McpActors.RedisWorker;

/// <summary>
/// Obeys the lines "open ID", "call ID" and "close ID", and prints "opened ID", "called ID", "ended ID REASON DETAIL" and
/// "refused DETAIL". It holds the sessions.
/// </summary>
internal sealed class Commands : ReceiveActor
{
    public Commands(McpActorsExtension mcp)
    {
        Receive<string>(line =>
        {
            var (command, id) = (line.Split(' ')[0], line.Split(' ')[1]);
            mcp.Sessions.Tell(command switch
            {
                "open" => new OpenSession("well", id),
                "call" => new SessionMessage(id, new CallTool("", "echo", new { text = id })),
                _ => new CloseSession(id),
            });
        });
        Receive<SessionOpened>(opened => Console.WriteLine($"opened {opened.Id}"));
        Receive<SessionEnded>(ended => Console.WriteLine($"ended {ended.Id} {ended.Reason} {ended.Detail}"));
        Receive<ToolResult>(result => Console.WriteLine($"called {string.Concat(result.Result.Content.Select(one => (one as ModelContextProtocol.Protocol.TextContentBlock)?.Text))}"));
        Receive<Status.Failure>(failure => Console.WriteLine($"refused {failure.Cause.Message}"));
    }
}
