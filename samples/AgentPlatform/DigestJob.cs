using Akka.Actor;
using McpActors;
using McpActors.Scheduling;
using McpActors.Servers;
using McpActors.Sessions;
using ModelContextProtocol.Protocol;

namespace AgentPlatform;

/// <summary>
/// A job that needs more than one tool call: an actor of the platform. Its session ends with it, for whatever reason.
/// </summary>
internal sealed class DigestJob : ReceiveActor
{
    private readonly List<string> _found = [];
    private IActorRef _job = ActorRefs.Nobody;

    public DigestJob(CallTool look)
    {
        Receive<RunJob>(_ =>
        {
            _job = Sender;
            McpActorsExtension.Get(Context.System).Sessions.Tell(new OpenSession(look.Server));
        });
        Receive<SessionOpened>(opened =>
        {
            opened.Session.Tell(look);
            opened.Session.Tell(look);
        });
        Receive<ToolResult>(answer =>
        {
            _found.AddRange(answer.Result.Content.OfType<TextContentBlock>().Select(block => block.Text));
            if (_found.Count == 2) _job.Tell(JobDone.Succeeded(string.Join(", ", _found)));
        });
        // Any failure, with its reason.
        Receive<Status.Failure>(failure => _job.Tell(failure));
    }
}
