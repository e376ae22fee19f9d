namespace McpActors.Cluster.Tests;

/// <summary>TLS as hocon/cluster.conf shows it: the test uses its lines.</summary>
public sealed partial class TlsTests
{
    [SkippableFact]
    public async Task Nodes_with_certificates_of_one_authority_are_a_cluster_and_a_node_without_TLS_does_not_get_in()
    {
        using var nodes = new NodeProcesses();
        await StartTwoAsync(nodes, new Authority(nodes.Folder, "ours"));
        var outside = nodes.Begin(2, nodes.EverySecond(50));

        await outside.SeeAsync("Couldn't join seed nodes after .* attempts");
        await nodes.Nodes[0].SeeAsync(@" batch .*1 of 1 job succeeded");
        await nodes.EndAsync(2, 1, 0);

        Assert.DoesNotContain("3 nodes", string.Concat(nodes.Outputs), StringComparison.Ordinal);
        Assert.DoesNotMatch("cluster +up", outside.Stdout);
    }

    [SkippableFact]
    public async Task A_node_that_trusts_another_authority_ends_and_its_last_line_says_why()
    {
        using var nodes = new NodeProcesses();
        var (ours, others) = (new Authority(nodes.Folder, "ours"), new Authority(nodes.Folder, "others"));
        await StartTwoAsync(nodes, ours);

        // The first seed would found its own cluster; this node only joins.
        var outside = await nodes.Begin(2, Secured(nodes, others), Environment(others)).EndAsync();
        await nodes.Nodes[0].SeeAsync(@" batch .*1 of 1 job succeeded");
        await nodes.EndAsync(1, 0);

        Assert.True(outside.ExitCode == 1, outside.ToString());
        Assert.Matches(@"mcpactors +failed +the actor system ended by itself: TLS handshake failed on outbound connection to \[.*127\.0\.0\.1.*\].* start this node again$", outside.Stdout);
        // The handshake error itself is printed above it.
        Assert.Matches(@" error +TLS handshake failed", outside.Stdout);
        Assert.DoesNotMatch("cluster +up", outside.Stdout);
        Assert.DoesNotContain("3 nodes", string.Concat(nodes.Outputs), StringComparison.Ordinal);
    }

    private static async Task StartTwoAsync(NodeProcesses nodes, Authority authority)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "SSL_CERT_FILE is heeded on Linux");
        await nodes.Begin(0, Secured(nodes, authority), Environment(authority)).SeeAsync("cluster +up .*; 1 node");
        await nodes.Begin(1, Secured(nodes, authority), Environment(authority)).SeeAsync("cluster +up .*; 2 node");
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
