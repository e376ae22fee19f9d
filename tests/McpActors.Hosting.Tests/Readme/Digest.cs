using Akka.Actor;
using McpActors.Client;
using McpActors.Scheduling;

namespace Readme;

public sealed class Digest : ReceiveActor
{
    public Digest(IMcpServers servers)
    {
        Receive<RunJob>(run => LookAsync(servers).PipeTo(Sender));  // JobDone; an exception becomes a Status.Failure
    }

    private static async Task<JobDone> LookAsync(IMcpServers servers)
    {
        await using var session = await servers.OpenSessionAsync("files");
        return JobDone.Succeeded(await session.CallToolAsync("list_directory", new { path = "." }));
    }
}
