using System.Security.Cryptography;
using Google.Protobuf;

namespace McpActors.Cluster.Tests.Port;

/// <summary>Nodes that share a secret.</summary>
public sealed class SecretTests : ClusterTest
{
    private const string Ours = "a secret that all of our nodes know";
    private const string Others = "a secret that nodes of others know";

    [Fact]
    public async Task Nodes_with_one_secret_are_a_cluster_whose_messages_go_whole()
    {
        const int Megabyte = 1 << 20;
        File.WriteAllText(FileNamed("secret"), $"{Ours}\n");
        var nodes = await StartAsync(
            Secret(Ours) + Server("other", "mcp-well"),
            $"mcp-actors.cluster.secret {{ file = \"{FileNamed("secret")}\" }}\n" + Server("files", $"mcp-answers, \"{Megabyte}\""));

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => AskAsync<ToolResult>(nodes[0].Mcp.Servers, new CallTool("files", "echo"))));

        Assert.All(answers, answer => Assert.Equal("files", answer.Server));
    }

    [Theory]
    [InlineData(Others, "it has another secret", "it says that this node has another secret")]
    [InlineData(null, "it has no secret, or another version", "it has a secret, and this node has none")]
    public async Task A_node_with_another_secret_or_none_is_refused_with_a_line_on_both_sides(string? secret, string one, string other)
    {
        var node = (await StartAsync(LogLines.Hocon + Secret(Ours) + Well))[0];
        using var lines = new LogLines(node.System);
        using var stranger = ActorSystem.Create("nodes", Akka.Configuration.ConfigurationFactory.ParseString(LogLines.Hocon + Here + (secret is null ? "" : Secret(secret)))
            .WithFallback(Akka.Configuration.ConfigurationFactory.ParseString(Node.Quick)).WithFallback(McpActorsCluster.DefaultConfig()));
        using var strangersLines = new LogLines(stranger);
        McpActorsCluster.Get(stranger);

        var cluster = Akka.Cluster.Cluster.Get(stranger);
        cluster.Join(node.Cluster.SelfAddress);

        await Patience.Until(() => lines.Any(one) || lines.Any(other), "a line of the node");
        await Patience.Until(() => strangersLines.Any(one) || strangersLines.Any(other), "a line of the stranger");
        Assert.Single(node.Cluster.State.Members);
        Assert.Empty(cluster.State.Members);
        Assert.Contains("All nodes of a cluster need the same mcp-actors.cluster.secret", lines.All, StringComparison.Ordinal);
        Assert.DoesNotContain(Ours, lines.All + strangersLines.All, StringComparison.Ordinal);
        await stranger.Terminate();
    }

    [Fact]
    public void The_handshake_agrees_on_seals_and_the_secret_is_in_none_of_its_messages()
    {
        var (sent, dialing, listening) = Shake(Ours, Ours);

        var there = listening.Receive.Open(dialing.Send.Close(ByteString.CopyFromUtf8("there")));
        var back = dialing.Receive.Open(listening.Send.Close(ByteString.CopyFromUtf8("and back")));

        Assert.Equal(("there", "and back"), (there.ToStringUtf8(), back.ToStringUtf8()));
        Assert.All(sent, message => Assert.InRange(message.Length, 1, SecretHandshake.Longest));
        Assert.All(sent, message => Assert.Equal(-1, message.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Ours).AsSpan(0, 8))));
        Assert.Empty(sent.Intersect(Shake(Ours, Ours).Sent, new SameBytes()));
    }

    [Theory]
    [InlineData(Ours, Others)]
    [InlineData(Others, Ours)]
    public void The_handshake_ends_where_the_secrets_differ(string dials, string listens) =>
        Assert.Equal("it has another secret", Assert.Throws<CryptographicException>(() => Shake(dials, listens)).Message);

    [Fact]
    public void No_bit_of_the_handshake_can_be_changed()
    {
        foreach (var (message, length) in ((int, int)[])[(0, 100), (1, 128), (2, 32)])
        {
            for (var bit = 0; bit < length * 8; bit += 5)
            {
                var at = bit;
                Assert.ThrowsAny<Exception>(() => Shake(Ours, Ours, (n, bytes) =>
                {
                    if (n == message) bytes[at / 8] ^= (byte)(1 << (at % 8));
                }));
            }
        }
    }

    [Fact]
    public void The_proof_of_one_connection_is_none_for_another()
    {
        using var first = SecretHandshake.Dial(Ours, out var hello);
        using var second = SecretHandshake.Listen(Ours);
        using var third = SecretHandshake.Listen(Ours);
        second.Take(hello, out var answer, out _);
        first.Take(answer, out var proof, out _);
        third.Take(hello, out _, out _);

        Assert.Throws<CryptographicException>(() => third.Take(proof, out _, out _));
        second.Take(proof, out _, out var seals);
        Assert.NotNull(seals);
    }

    [Fact]
    public void A_payload_that_is_changed_repeated_left_out_or_reflected_is_refused()
    {
        var payload = ByteString.CopyFromUtf8("tools/call");

        Refused(0, closed => [Changed(closed[0])]);
        Refused(1, closed => [closed[0], closed[0]]);
        Refused(0, closed => [closed[1]]);
        Refused(0, _ => [ByteString.CopyFromUtf8("short")]);
        var (_, dialing, _) = Shake(Ours, Ours);
        Assert.ThrowsAny<CryptographicException>(() => dialing.Receive.Open(dialing.Send.Close(payload)));

        void Refused(int taken, Func<ByteString[], ByteString[]> attack)
        {
            var (_, sends, receives) = Shake(Ours, Ours);
            var came = attack([sends.Send.Close(payload), sends.Send.Close(payload)]);
            foreach (var honest in came.Take(taken)) Assert.Equal(payload, receives.Receive.Open(honest));
            Assert.ThrowsAny<CryptographicException>(() => receives.Receive.Open(came[taken]));
        }

        static ByteString Changed(ByteString bytes)
        {
            var changed = bytes.ToByteArray();
            changed[^1] ^= 1;
            return ByteString.CopyFrom(changed);
        }
    }

    private static string Secret(string secret) => $"mcp-actors.cluster.secret = \"{secret}\"\n";

    private static (List<byte[]> Sent, (Seal Send, Seal Receive) Dialing, (Seal Send, Seal Receive) Listening) Shake(
        string dials, string listens, Action<int, byte[]>? onItsWay = null)
    {
        var sent = new List<byte[]>();
        using var dialing = SecretHandshake.Dial(dials, out var hello);
        using var listening = SecretHandshake.Listen(listens);
        listening.Take(Send(hello), out var answer, out _);
        dialing.Take(Send(answer!), out var proof, out var own);
        listening.Take(Send(proof!), out _, out var other);
        return (sent, own!.Value, other!.Value);

        byte[] Send(byte[] message)
        {
            sent.Add(message);
            var came = message.ToArray();
            onItsWay?.Invoke(sent.Count - 1, came);
            return came;
        }
    }

    private sealed class SameBytes : IEqualityComparer<byte[]>
    {
        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] bytes) => bytes.Length;
    }
}
