using Akka.Actor;
using Akka.DependencyInjection;
using Akka.Event;
using Akka.Hosting;
using McpActors.Client;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace McpActors.Hosting;

/// <summary>
/// Warns about hosted services in the wrong order. They stop in reverse order of registration: a service that uses
/// McpActors and is registered before the actor system starts without it, and uses ended servers. Only constructor
/// parameters are examined; services that own processes by other means are not found.
/// </summary>
internal static class HostedServiceOrder
{
    private static readonly HashSet<Type> Ours =
    [
        typeof(IMcpServers),
        typeof(IRequiredActor<McpServers>),
        typeof(IRequiredActor<McpSessions>),
        typeof(IRequiredActor<McpScheduler>),
        typeof(IRequiredActor<OrphanReaper>),
    ];

    public static void WarnIn(ActorSystem system, IDependencyResolver services)
    {
        var log = system.Log;
        if (services.GetService<IEnumerable<IHostedService>>()?.ToList() is not { } hosted) return;
        var users = hosted.FindAll(Uses);
        var akka = hosted.FindIndex(service => service is AkkaHostedService);
        foreach (var early in users.Where(user => hosted.IndexOf(user) < akka))
        {
            log.Warning(
                "Hosted service {0} uses McpActors and is registered before AddAkka: it starts before the actor system and stops after it. Register it after AddAkka",
                early.GetType());
        }
        if (users.Count > 0 && services.GetService<IOptions<HostOptions>>()?.Value.ServicesStopConcurrently is true)
        {
            log.Warning(
                "HostOptions.ServicesStopConcurrently is on: the servers of {0} may end before it has stopped",
                string.Join(", ", users.Select(user => user.GetType())));
        }
        if (users.Count > 0 && HostSignals.AreHandledByAkka(system))
        {
            log.Warning(
                "akka.coordinated-shutdown.run-by-clr-shutdown-hook is on: Akka.NET terminates the actor system at SIGTERM and SIGINT, while {0} still stops and needs its servers. Set it to off",
                string.Join(", ", users.Select(user => user.GetType())));
        }
    }

    private static bool Uses(IHostedService service) => service.GetType().GetConstructors()
        .Any(constructor => constructor.GetParameters().Any(parameter => Ours.Contains(parameter.ParameterType)));
}
