using Akka.Actor;
using McpActors;
using McpActors.Servers;
using McpActors.Sessions;

namespace Readme;

public sealed class Chat : ReceiveActor
{
    private IActorRef _files = ActorRefs.Nobody;

    public Chat()
    {
        McpActorsExtension.Get(Context.System).Sessions.Tell(new OpenSession("files", Id: "chat/42", Ttl: TimeSpan.FromHours(8)));
        Receive<SessionOpened>(opened => _files = opened.Session);
        Receive<string>(path => _files.Tell(new CallTool("", "list_directory", new { path })));  // the server is the session's
        Receive<SessionRestarted>(news => { /* what the server remembered is gone */ });
        Receive<SessionEnded>(news => { /* Closed, OpenerGone, Idle, Expired, ServerGone, ShuttingDown, ClaimLost or Failed */ });
    }
}
