using Akka.Actor;
using McpActors.Configuration;
using McpActors.Host.Composition;
using McpActors.Host.Output;
using McpActors.Servers;
using Serilog;

namespace McpActors.Host.Running;

/// <summary>Starts servers and logs failures. A server that fails does not affect the others.</summary>
internal static class ServerStart
{
    // A server's actor answers within the server's own timeouts; after this margin the actor itself does not answer.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>Starts the eager servers; for the others it logs what they wait for.</summary>
    public static Task RunAllAsync(HostedActors actors, IEnumerable<ServerSettings> servers, ILogger log)
    {
        var eager = new List<Task>();
        foreach (var server in servers)
        {
            if (server.Isolation == Isolation.Session)
                log.Information(Line.Begin + "for sessions: each gets its own process", server.Name, "waiting");
            else if (server.Start == StartMode.OnDemand)
                log.Information(Line.Begin + "for its first use", server.Name, "waiting");
            else eager.Add(RunAsync(actors, server, log));
        }
        return Task.WhenAll(eager);
    }

    private static async Task RunAsync(HostedActors actors, ServerSettings server, ILogger log)
    {
        try
        {
            await actors.Actors.Servers.Ask<ServerStarted>(new StartServer(server.Name), Longest(server), actors.Stopping);
        }
        catch (McpServerException e)
        {
            // The server's actor and the process's exit have already logged the reason, and whether a retry follows.
            log.Debug(e, Line.Begin + "the request to start it failed", server.Name, "failed");
        }
        catch (Exception e) when (e is AskTimeoutException or OperationCanceledException)
        {
            if (!actors.Stopping.IsCancellationRequested)
                actors.Publish(new StartFailed(server.Name, $"no answer to the request to start it in {Text.Of(Longest(server))}"));
        }
    }

    /// <summary>The longest duration of a start, including the ladder of a process that never became ready.</summary>
    public static TimeSpan Longest(ServerSettings server) => server.StartupTimeout + server.EofGrace + server.TermGrace + Margin;
}
