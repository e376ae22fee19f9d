using Akka.Actor;
using McpActors.Servers;

namespace McpActors.Benchmarks.Parts;

/// <summary>
/// A typical caller of a platform: an actor that sends a call, and the next one when it has the answer.
/// </summary>
internal sealed class CallerActor : ReceiveActor
{
    private IActorRef _requester = ActorRefs.Nobody;
    private int _left;

    public CallerActor(IActorRef servers, CallTool call)
    {
        Receive<Run>(run =>
        {
            (_requester, _left) = (Sender, run.Calls);
            servers.Tell(call);
        });
        Receive<ToolResult>(_ =>
        {
            if (--_left > 0) servers.Tell(call);
            else _requester.Tell(new Done());
        });
        Receive<Status.Failure>(failure => _requester.Tell(failure));
    }

    public static Props Props(IActorRef servers, CallTool call) => Akka.Actor.Props.Create(() => new CallerActor(servers, call));

    public sealed record Run(int Calls);

    public sealed record Done;
}
