using System.Text.RegularExpressions;
using McpActors.Cluster.Tests.Support;

namespace McpActors.Cluster.Tests;

/// <summary>TLS as hocon/cluster.conf shows it: its lines are the ones that are tried.</summary>
public sealed partial class TlsTests
{
    [SkippableTheory]
    [InlineData("another authority's")]
    [InlineData("no TLS")]
    public async Task Nodes_with_certificates_of_one_authority_are_a_cluster_and_nobody_else_gets_in(string stranger)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "SSL_CERT_FILE is heeded on Linux");
        using var nodes = new NodeProcesses();
        var (ours, others) = (new Authority(nodes.Folder, "ours"), new Authority(nodes.Folder, "others"));
        await nodes.Begin(0, Secured(nodes, ours), Environment(ours)).SeeAsync("cluster +up .*; 1 node");
        await nodes.Begin(1, Secured(nodes, ours), Environment(ours)).SeeAsync("cluster +up .*; 2 node");
        var outside = stranger == "no TLS" ? nodes.Begin(2, nodes.EverySecond(50)) : nodes.Begin(2, Secured(nodes, others), Environment(others));

        var running = new List<int> { 1, 0 };
        if (stranger == "no TLS")
        {
            await outside.SeeAsync("Couldn't join seed nodes after .* attempts");
            running.Insert(0, 2);
        }
        else
        {
            await outside.SeeAsync("TLS handshake failed");
            // Akka.NET ends the actor system of a node whose handshake with a node that it dials has failed (akka.net #7841).
            var ended = await outside.EndAsync();
            Assert.True(ended.ExitCode == 1, ended.ToString());
        }
        await nodes.Nodes[0].SeeAsync(@" batch .*1 of 1 job succeeded");
        await nodes.EndAsync(running);

        Assert.DoesNotContain("3 nodes", string.Concat(nodes.Outputs), StringComparison.Ordinal);
        Assert.DoesNotMatch("cluster +up", outside.Stdout);
    }

    private static Dictionary<string, string> Environment(Authority authority) =>
        new() { ["SSL_CERT_FILE"] = authority.TrustFile, ["MCPACTORS_TLS_PASSWORD"] = Authority.Password };

    private static string Secured(NodeProcesses nodes, Authority authority)
    {
        var example = File.ReadAllLines(Path.Combine(AppContext.BaseDirectory, "hocon", "cluster.conf"));
        var tls = string.Join('\n', example.Select(line => Commented().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value));
        Assert.Contains("enable-ssl = on", tls, StringComparison.Ordinal);
        return nodes.EverySecond(50, $"akka.remote.dot-netty.tcp {{\n{tls.Replace("/etc/mcpactors/node.pfx", authority.NodeFile, StringComparison.Ordinal)}\n}}\n");
    }

    [GeneratedRegex("^ *#: (.*)$")]
    private static partial Regex Commented();
}
