using Akka.Actor;
using McpActors.Configuration;
using McpActors.Host.Composition;
using McpActors.Host.Output;
using McpActors.Servers;
using Serilog;

namespace McpActors.Host.Running;

/// <summary>Has servers started, and says so where that fails. One server's failure is no other's.</summary>
internal static class ServerStart
{
    // An actor answers within the server's own timeouts; this much more shows that it does not answer at all.
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>The eager ones; of the others it is said what they wait for.</summary>
    public static Task RunAllAsync(HostedActors actors, IEnumerable<ServerSettings> servers, ILogger log)
    {
        var eager = new List<Task>();
        foreach (var server in servers)
        {
            if (server.Isolation == Isolation.Session) log.Information(Line.Begin + "for a session: each gets a process of its own", server.Name, "waiting");
            else if (server.Start == StartMode.OnDemand) log.Information(Line.Begin + "for the first who needs it", server.Name, "waiting");
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
