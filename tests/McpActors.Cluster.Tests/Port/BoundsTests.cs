using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace McpActors.Cluster.Tests.Port;

/// <summary>Connections that never prove that they belong to a node.</summary>
public sealed class BoundsTests : ClusterTest
{
    private const string Quick = "mcp-actors.cluster.associate-timeout = 1s\nmcp-actors.cluster.max-connections-per-address = 8\n";

    private const string Secret = "mcp-actors.cluster.secret = \"a secret that all of our nodes know\"\n";
    private const string Tls = "TLS";

    public static TheoryData<string> Ports => ["", Secret, Tls];

    [Theory]
    [MemberData(nameof(Ports))]
    public async Task A_connection_that_says_nothing_is_closed_in_time(string port)
    {
        using var refusals = new RefusalCount();
        var node = (await StartAsync(Quick + Port(port) + Well))[0];
        var clock = Stopwatch.StartNew();

        using var silent = await ConnectAsync(node);

        Assert.Equal(0, await EndAsync(silent));
        Assert.InRange(clock.Elapsed, TimeSpan.FromSeconds(0.9), Patience.Limit);
        Assert.Equal(1, refusals.Of("unproven"));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Secret)]
    public async Task Half_a_frame_is_not_collected_beyond_a_few_kilobytes(string port)
    {
        using var refusals = new RefusalCount();
        // A timeout that this test does not reach.
        var node = (await StartAsync("mcp-actors.cluster.associate-timeout = 10m\n" + port + Well))[0];
        using var half = await ConnectAsync(node);
        var sent = 0;

        // Within maximum-frame-size.
        await half.SendAsync(Header(16 << 20));
        try
        {
            for (var block = new byte[4096]; sent < 8 << 20; sent += block.Length) await half.SendAsync(block);
            Assert.Equal(0, await EndAsync(half));
        }
        catch (SocketException)
        {
            // The node has closed it.
        }

        Assert.Equal(1, refusals.Of("unproven"));
    }

    [Fact]
    public async Task Only_so_many_connections_come_from_one_address_and_nodes_still_get_in_when_they_are_gone()
    {
        using var refusals = new RefusalCount();
        var node = (await StartAsync(Quick + Well))[0];
        var strangers = new List<Socket>();

        for (var n = 0; n < 50; n++) strangers.Add(await ConnectAsync(node));
        var closed = await Task.WhenAll(strangers.Select(EndAsync));
        foreach (var stranger in strangers) stranger.Dispose();
        await JoinAsync(node, Quick + Well, 2);

        Assert.Equal(50, closed.Length);
        Assert.Equal((42, 8), (refusals.Of("too-many"), refusals.Of("unproven")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(Secret)]
    public async Task Garbage_and_greetings_that_are_cut_short_end_the_connection_and_not_the_node(string port)
    {
        var node = (await StartAsync(port + Well))[0];
        var random = new Random(11);

        for (var n = 0; n < 200; n++)
        {
            using var stranger = await ConnectAsync(node);
            var garbage = new byte[random.Next(0, 300)];
            random.NextBytes(garbage);
            if (n % 2 == 0 && garbage.Length >= SecretHandshake.Greeting.Length) SecretHandshake.Greeting.CopyTo(garbage);
            await stranger.SendAsync((byte[])[.. Header(garbage.Length), .. garbage]);
        }

        await JoinAsync(node, port + Well, 2);
    }

    private string Port(string port) => port != Tls ? port :
        $$"""
        akka.remote.dot-netty.tcp { enable-ssl = on, ssl.certificate { path = "{{new Authority(Path.GetDirectoryName(FileNamed("x"))!, "ours").NodeFile}}", password = "{{Authority.Password}}" } }

        """;

    // Akka.NET's transport begins with the length, least significant byte first.
    private static byte[] Header(int length)
    {
        var header = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(header, length);
        return header;
    }

    private static async Task<Socket> ConnectAsync(Node node)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, node.Cluster.SelfAddress.Port!.Value);
        return socket;
    }

    /// <summary>Waits until the other side closes it.</summary>
    private static async Task<int> EndAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        try
        {
            return await socket.ReceiveAsync(new byte[1], patience.Token);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
