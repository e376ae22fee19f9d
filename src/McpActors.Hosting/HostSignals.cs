using Akka.Actor;
using Akka.Hosting;

namespace McpActors.Hosting;

/// <summary>
/// Leaves SIGTERM and SIGINT to the host. Akka.NET handles both signals itself since PR #7964: it would terminate the
/// actor system while hosted services that use its servers are still stopping. AkkaHostedService runs the coordinated
/// shutdown in its turn.
/// </summary>
internal static class HostSignals
{
    private const string Key = "akka.coordinated-shutdown.run-by-clr-shutdown-hook";

    // Appended, because any other mode would override the user's own setting.
    public static AkkaConfigurationBuilder LeaveToHost(AkkaConfigurationBuilder builder) => builder.AddHocon($"{Key} = off", HoconAddMode.Append);

    public static bool AreHandledByAkka(ActorSystem system) => system.Settings.Config.GetBoolean(Key);
}
