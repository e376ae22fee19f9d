using Akka.Actor;
using Akka.Event;
using Akka.Remote.Transport.DotNetty;
using McpActors.Configuration;
using McpActors.Configuration.Reading;

namespace McpActors.Cluster.Port;

/// <summary>Checks whether a node lets strangers in, by everything that its actor system was started with.</summary>
internal static class PortCheck
{
    private const string Transports = "akka.remote.enabled-transports";

    /// <summary>The mistakes that prevent the start; empty if there are none.</summary>
    public static IReadOnlyList<ConfigurationMistake> Mistakes(ActorSystem system, ClusterSettings cluster)
    {
        var mistakes = new MistakeList(null);
        ClusterPort.Check(system.Settings.Config, cluster, mistakes);
        List<ConfigurationMistake> all = [.. mistakes.All];
        if (cluster.Insecure) return all;
        var transports = system.Settings.Config.GetStringList(Transports);
        if (!transports.SequenceEqual(["akka.remote.dot-netty.tcp"]))
            all.Add(new(Transports, string.Join(", ", transports), "", "has a transport that McpActors cannot guard",
                "akka.remote.dot-netty.tcp, or mcp-actors.cluster.insecure = on"));
        var transport = system.Settings.Config.GetString(GuardedTransport.Key);
        if (Type.GetType(transport) != typeof(GuardedTransport))
            all.Add(new(GuardedTransport.Key, transport, "", "removes the guard of the port", "nothing: remove it, or set mcp-actors.cluster.insecure = on"));
        var tls = system.Settings.Setup.Get<DotNettySslSetup>();
        if (all.Count == 0 && tls.HasValue && !cluster.HasSecret && !ClusterPort.IsLoopback(system.Settings.Config) && Weakness(tls.Value) is { } weakness)
            all.Add(new("DotNettySslSetup", weakness, "", "lets any machine that connects run the servers of this node",
                "one that validates certificates and requires mutual authentication, or mcp-actors.cluster.secret"));
        return all;
    }

    /// <summary>Warns at the start if others than the cluster's nodes can connect.</summary>
    public static void Warn(ActorSystem system, ClusterSettings cluster)
    {
        var log = Logging.GetLogger(system, "cluster");
        if (ClusterPort.Warning(system.Settings.Config, cluster) is { } warning) log.Warning("{0}", warning);
        if (cluster.TrustedSerializers.Count > 0)
            log.Warning("mcp-actors.cluster.trusted-serializers: other nodes can create any type here with {0}.",
                string.Join(", ", cluster.TrustedSerializers));
    }

    private static string? Weakness(DotNettySslSetup tls) =>
        !tls.RequireMutualAuthentication ? "requireMutualAuthentication: false"
        : tls.SuppressValidation && tls.CustomValidator is null ? "suppressValidation: true"
        : null;
}
