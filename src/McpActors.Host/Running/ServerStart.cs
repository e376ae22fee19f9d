using Akka.Actor;
using McpActors.Configuration;
using McpActors.Host.Composition;
using McpActors.Host.Output;
using McpActors.Servers;
using Serilog;

namespace McpActors.Host.Running;

/// <summary>Has one server started, and says so where that fails. One server's failure is no other's.</summary>
internal static class ServerStart
{
    // An actor answers within the server's own timeouts; this much more shows that it does not answer at all.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(HostedActors actors, ServerSettings server, ILogger log)
    {
        try
        {
            await actors.Actors.Servers.Ask<ServerStarted>(new StartServer(server.Name), Longest(server), actors.Stopping);
        }
        catch (McpServerException e)
        {
            // Why it failed, and whether it is tried again, the server's actor and the exit of its process have said already.
            log.Debug(e, Line.Begin + "the request to start it failed", server.Name, "failed");
        }
        catch (Exception e) when (e is AskTimeoutException or OperationCanceledException)
        {
            if (!actors.Stopping.IsCancellationRequested)
                actors.Publish(new StartFailed(server.Name, $"no answer to the request to start it in {Text.Of(Longest(server))}"));
        }
    }

    /// <summary>How long a start can take, with the ladder of a process that never became ready.</summary>
    public static TimeSpan Longest(ServerSettings server) => server.StartupTimeout + server.EofGrace + server.TermGrace + Margin;
}
