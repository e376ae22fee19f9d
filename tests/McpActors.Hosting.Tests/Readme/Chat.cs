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
        var sessions = McpActorsExtension.Get(Context.System).Sessions;
        sessions.Tell(new OpenSession("files", Id: "chat/42", Ttl: TimeSpan.FromHours(8)));
        Receive<SessionOpened>(opened => _files = opened.Session);
        Receive<string>(path => _files.Tell(new CallTool("", "list_directory", new { path })));   // "": its own server
        Receive<SessionRestarted>(restarted => { /* the server's state is lost */ });
        Receive<SessionEnded>(ended => { /* ended.Reason says why */ });
    }
}
