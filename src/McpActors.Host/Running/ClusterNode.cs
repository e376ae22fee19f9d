using System.Globalization;
using Akka.Configuration;
using McpActors.Configuration;
using McpActors.Host.Composition;

namespace McpActors.Host.Running;

/// <summary>Applies <c>run --port N --seed ADDR</c> to a configuration.</summary>
internal static class ClusterNode
{
    // ClusterLines prints which nodes come and go; a line for each failed connection would be noise.
    private const string Defaults =
        """
        akka.remote.dot-netty.tcp.hostname = 127.0.0.1
        akka.remote.log-remote-lifecycle-events = OFF
        """;

    private const int HighestPort = 65_535;

    /// <exception cref="UsageException">The options are incomplete or invalid.</exception>
    public static Config Configure(Config config, RunOptions options)
    {
        var node = options.Port is null && options.Seeds.Count == 0 ? config : Overlay(options, config).WithFallback(config);
        if (!SettingsReader.Read(node).Cluster.Enabled) return config;
        // A node that other machines must reach sets its hostname in the configuration.
        return node.WithFallback(ConfigurationFactory.ParseString(Defaults));
    }

    /// <summary>The same configuration without the cluster, for commands that join none.</summary>
    public static Config Alone(Config config) =>
        ConfigurationFactory.ParseString("mcp-actors.cluster.enabled = off\nakka.actor.provider = local").WithFallback(config);

    private static Config Overlay(RunOptions options, Config config)
    {
        if (options.Port is not { } port || port is < 1 or > HighestPort)
            throw new UsageException($"A cluster node needs --port, from 1 to {HighestPort}.");
        var host = config.GetString("akka.remote.dot-netty.tcp.public-hostname", null) is { Length: > 0 } known ? known
            : config.GetString("akka.remote.dot-netty.tcp.hostname", null) is { Length: > 0 } own ? own : "127.0.0.1";
        var hocon = $"mcp-actors.cluster.enabled = on\nakka.remote.dot-netty.tcp.port = {port.ToString(CultureInfo.InvariantCulture)}\n";
        var seeds = options.Seeds.Count > 0 ? options.Seeds.Select(Address).ToList() : [$"{host}:{port}"];
        // With TLS, node addresses have another protocol (Akka.NET, "Akka.Remote Security").
        var protocol = config.GetBoolean("akka.remote.dot-netty.tcp.enable-ssl") ? "akka.ssl.tcp" : "akka.tcp";
        if (options.Seeds.Count > 0 || !config.HasPath("akka.cluster.seed-nodes"))
            hocon += $"akka.cluster.seed-nodes = [{string.Join(", ", seeds.Select(seed => $"\"{protocol}://{HostedActors.SystemName}@{seed}\""))}]\n";
        return ConfigurationFactory.ParseString(hocon);
    }

    private static string Address(string seed)
    {
        var colon = seed.LastIndexOf(':');
        if (colon > 0 && int.TryParse(seed.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is >= 1 and <= HighestPort
            && seed.AsSpan().IndexOfAny("\"@/ ") < 0)
            return seed;
        throw new UsageException($"--seed {seed} is not an address; give the host and port of a node, such as 127.0.0.1:4001.");
    }
}
