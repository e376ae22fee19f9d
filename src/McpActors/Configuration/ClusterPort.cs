using System.Net;
using Akka.Configuration;
using McpActors.Configuration.Reading;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration;

/// <summary>
/// Checks in the configuration who can connect to a cluster node. A process that can connect can run its servers, so a
/// port that other machines can reach without authentication is a mistake.
/// </summary>
internal static class ClusterPort
{
    private const string Tcp = "akka.remote.dot-netty.tcp";
    private const string Ways =
        "127.0.0.1, or one of these on all nodes: TLS with mutual authentication (" + Tcp + ".enable-ssl = on), mcp-actors.cluster.secret, or, on a network "
        + "that nobody else can reach, mcp-actors.cluster.insecure = on";

    /// <summary>
    /// The warning for a node that only this machine can reach, or that sets <c>insecure = on</c>; null if none is
    /// needed.
    /// </summary>
    public static string? Warning(Config system, ClusterSettings cluster)
    {
        if (cluster.HasSecret || IsAuthenticated(system)) return null;
        if (!IsLoopback(system))
            return $"mcp-actors.cluster.insecure is on, and {Tcp}.hostname = {Hostname(system)}: "
                + "any machine that can connect to this node can run its servers as this user.";
        return cluster.Insecure ? null
            : "Every user of this machine can connect to this node and run its servers as this user. Set mcp-actors.cluster.secret, the same on all nodes, to prevent that.";
    }

    /// <summary>
    /// Adds a mistake for each setting that lets strangers in. A configuration without a hostname, such as a file
    /// without Akka.NET's defaults, is not checked.
    /// </summary>
    public static void Check(Config system, ClusterSettings cluster, MistakeList mistakes)
    {
        if (!system.HasPath($"{Tcp}.hostname") || IsLoopback(system) || cluster.HasSecret || cluster.Insecure || IsAuthenticated(system)) return;
        if (!Bool(system, "enable-ssl"))
            Add("hostname", Hostname(system), "lets other machines connect without authentication: any of them can run the servers of this node", Ways);
        else if (Bool(system, "ssl.suppress-validation"))
            Add("ssl.suppress-validation", "on", "accepts any certificate: any machine that can connect can run the servers of this node", "off, or mcp-actors.cluster.secret on all nodes");
        else
            Add("ssl.require-mutual-authentication", "off", "requires no client certificate: any machine that can connect can run the servers of this node", "on, or mcp-actors.cluster.secret on all nodes");

        void Add(string key, string value, string problem, string allowed) =>
            mistakes.Add($"{Tcp}.{key}", new ScalarNode(value, value.Length == 0 ? true : null, null), problem, allowed);
    }

    /// <summary>
    /// Whether only this machine can connect. An empty hostname stands for all addresses of the machine in Akka.NET.
    /// </summary>
    public static bool IsLoopback(Config system) => Hostname(system) switch
    {
        "localhost" => true,
        var host => IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address),
    };

    // A DotNettySslSetup replaces the ssl section; McpActorsCluster checks it.
    private static bool IsAuthenticated(Config system) =>
        Bool(system, "enable-ssl") && !Bool(system, "ssl.suppress-validation") && Bool(system, "ssl.require-mutual-authentication", fallback: true);

    private static string Hostname(Config system) => system.GetString($"{Tcp}.hostname", "")?.Trim() ?? "";

    private static bool Bool(Config system, string key, bool fallback = false) => system.GetBoolean($"{Tcp}.{key}", fallback);
}
