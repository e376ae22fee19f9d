using System.Net;
using Akka.Configuration;
using McpActors.Configuration.Reading;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration;

/// <summary>
/// Judges by the configuration who can connect to a node of a cluster. A stranger who can connect can run its servers, so a port that other machines can reach
/// and that asks nobody who they are is a mistake.
/// </summary>
internal static class ClusterPort
{
    private const string Tcp = "akka.remote.dot-netty.tcp";
    private const string Ways =
        "127.0.0.1, or one of these on all nodes: TLS with mutual authentication (" + Tcp + ".enable-ssl = on), mcp-actors.cluster.secret, or, on a network "
        + "that nobody else can reach, mcp-actors.cluster.insecure = on";

    /// <summary>
    /// Said at the start of a node that only this machine can reach; null where it does not apply. Said as well of <c>insecure = on</c> beyond it.
    /// </summary>
    public static string? Warning(Config system, ClusterSettings cluster)
    {
        if (cluster.HasSecret || IsAuthenticated(system)) return null;
        if (!IsLoopback(system))
            return $"mcp-actors.cluster.insecure is on, and {Tcp}.hostname = {Hostname(system)}: whoever can connect to this node can run its servers as this user.";
        return cluster.Insecure ? null
            : "Every user of this machine can connect to this node and run its servers as this user. mcp-actors.cluster.secret, the same on all nodes, shuts them out.";
    }

    /// <summary>Notes what lets strangers in. A configuration that says nothing of the port, as a file does without Akka.NET's own defaults, is not judged.</summary>
    public static void Check(Config system, ClusterSettings cluster, MistakeList mistakes)
    {
        if (!system.HasPath($"{Tcp}.hostname") || IsLoopback(system) || cluster.HasSecret || cluster.Insecure || IsAuthenticated(system)) return;
        if (!Bool(system, "enable-ssl"))
            Add("hostname", Hostname(system), "lets other machines connect, and nothing asks them who they are: whoever connects can run the servers of this node", Ways);
        else if (Bool(system, "ssl.suppress-validation"))
            Add("ssl.suppress-validation", "on", "takes any certificate, so whoever connects can run the servers of this node", "off, or mcp-actors.cluster.secret on all nodes");
        else
            Add("ssl.require-mutual-authentication", "off", "asks no certificate of those who connect, so whoever connects can run the servers of this node", "on, or mcp-actors.cluster.secret on all nodes");

        void Add(string key, string value, string problem, string allowed) =>
            mistakes.Add($"{Tcp}.{key}", new ScalarNode(value, value.Length == 0 ? true : null, null), problem, allowed);
    }

    /// <summary>Whether only this machine can connect. Akka.NET takes an empty hostname for all addresses of the machine.</summary>
    public static bool IsLoopback(Config system) => Hostname(system) switch
    {
        "localhost" => true,
        var host => IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address),
    };

    // A DotNettySslSetup takes the place of the ssl section; McpActorsCluster looks at that one.
    private static bool IsAuthenticated(Config system) =>
        Bool(system, "enable-ssl") && !Bool(system, "ssl.suppress-validation") && Bool(system, "ssl.require-mutual-authentication", fallback: true);

    private static string Hostname(Config system) => system.GetString($"{Tcp}.hostname", "")?.Trim() ?? "";

    private static bool Bool(Config system, string key, bool fallback = false) => system.GetBoolean($"{Tcp}.{key}", fallback);
}
