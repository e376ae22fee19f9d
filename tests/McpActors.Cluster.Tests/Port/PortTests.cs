using Akka.Serialization;
using McpActors.Cluster.Wire.Guards;

namespace McpActors.Cluster.Tests.Port;

/// <summary>Which configurations start a node.</summary>
public sealed class PortTests : ClusterTest
{
    private const string Tcp = "akka.remote.dot-netty.tcp";
    private const string Everywhere = Tcp + ".hostname = 0.0.0.0\n" + Tcp + ".public-hostname = 127.0.0.1\n";
    private const string Secret = "mcp-actors.cluster.secret = \"a secret that all of our nodes know\"\n";

    [Theory]
    [InlineData(Everywhere, Tcp + ".hostname", "0.0.0.0", "mcp-actors.cluster.insecure = on")]
    [InlineData(Tcp + ".hostname = \"\"\n", Tcp + ".hostname", "\"\"", "127.0.0.1")]
    [InlineData("mcp-actors.cluster.secret = \"short\"\n", "mcp-actors.cluster.secret", null, "openssl rand -base64 32")]
    [InlineData("mcp-actors.cluster.secret { env = MCPACTORS_NO_SUCH_VARIABLE }\n", "mcp-actors.cluster.secret", null, "{ env = NAME }")]
    [InlineData("mcp-actors.cluster.secret { file = \"/no/such/file\" }\n", "mcp-actors.cluster.secret", null, "{ file = PATH }")]
    [InlineData("mcp-actors.cluster.secret { fiel = \"/no/such/file\" }\n", "mcp-actors.cluster.secret", null, "{ file = PATH }")]
    [InlineData("mcp-actors.cluster.secret { file = \"/dev/zero\" }\n", "mcp-actors.cluster.secret", null, "{ file = PATH }")]
    [InlineData("akka.actor.serializers.json = \"Akka.Serialization.NewtonSoftJsonSerializer, Akka\"\n", "akka.actor.serializers.json", "Akka.Serialization.NewtonSoftJsonSerializer", "trusted-serializers")]
    [InlineData("akka.actor.serializers.sets = \"Akka.DistributedData.Serialization.ReplicatedDataSerializer, Akka.DistributedData\"\n", "akka.actor.serializers.sets", "Akka.DistributedData.Serialization.ReplicatedDataSerializer", "SerializerWithStringManifest")]
    [InlineData(Tcp + ".transport-class = \"Akka.Remote.Transport.DotNetty.TcpTransport, Akka.Remote\"\n", Tcp + ".transport-class", "Akka.Remote.Transport.DotNetty.TcpTransport, Akka.Remote", "nothing: remove it")]
    public async Task A_node_that_would_let_strangers_in_does_not_start_and_says_what_to_do(string hocon, string key, string? value, string allowed)
    {
        var system = Create(hocon);

        var refused = Assert.Throws<McpConfigurationException>(() => McpActorsCluster.Get(system));
        await system.Terminate();

        var mistake = Assert.Single(refused.Mistakes);
        Assert.Equal((key, value), (mistake.Key, mistake.Value));
        Assert.Contains(allowed, mistake.Allowed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Everywhere + Secret, null)]
    [InlineData(Everywhere + "mcp-actors.cluster.insecure = on\n", "any machine that can connect to this node can run its servers")]
    [InlineData("", "Every user of this machine can connect")]
    [InlineData("mcp-actors.cluster.insecure = on\n", null)]
    [InlineData(Secret, null)]
    [InlineData("mcp-actors.cluster.trusted-serializers = [json]\n" + Secret, "can create any type here with json")]
    public async Task One_that_does_not_starts_and_warns_where_others_can_run_its_servers(string hocon, string? warning)
    {
        var system = Create(hocon);
        using var lines = new LogLines(system);

        McpActorsCluster.Get(system);
        if (warning is not null) await Patience.Until(() => lines.Any(warning), warning);
        await system.Terminate();

        if (warning is null) Assert.DoesNotContain("can ", lines.All, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ssl.suppress-validation = on", Tcp + ".ssl.suppress-validation", "accepts any certificate")]
    [InlineData("ssl.require-mutual-authentication = off", Tcp + ".ssl.require-mutual-authentication", "requires no client certificate")]
    public void TLS_that_asks_nobody_who_they_are_is_a_mistake(string ssl, string key, string problem)
    {
        var config = ConfigurationFactory.ParseString($"mcp-actors.cluster.enabled = on\n{Everywhere}{Tcp} {{ enable-ssl = on\n{ssl} }}");

        var mistake = Assert.Single(Assert.Throws<McpConfigurationException>(() => SettingsReader.Read(config)).Mistakes);

        Assert.Equal(key, mistake.Key);
        Assert.Contains(problem, mistake.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TLS_with_mutual_authentication_is_none()
    {
        var config = ConfigurationFactory.ParseString($"mcp-actors.cluster.enabled = on\n{Everywhere}{Tcp}.enable-ssl = on");

        Assert.False(SettingsReader.Read(config).Cluster.Insecure);
    }

    [Fact]
    public void A_secret_comes_from_the_environment_and_is_in_no_text_of_the_settings()
    {
        const string Variable = "MCPACTORS_TEST_CLUSTER_SECRET";
        var environment = new Dictionary<string, string> { [Variable] = "a secret that all of our nodes know" };
        var config = ConfigurationFactory.ParseString($"mcp-actors.cluster {{ enabled = on, secret {{ env = {Variable} }} }}\n{Everywhere}");

        var settings = SettingsReader.Read(config, environment: environment.GetValueOrDefault);

        Assert.True(settings.Cluster.HasSecret);
        Assert.DoesNotContain("nodes know", settings.Cluster.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_serializer_that_is_trusted_does_as_Akka_has_it()
    {
        var node = (await StartAsync("mcp-actors.cluster.trusted-serializers = [json]\n" + Well))[0];
        var before = Canary.Created;
        var canary = new Canary { Text = "sings" };

        var serializer = (SerializerWithStringManifest)node.System.Serialization.FindSerializerFor(canary);
        var back = node.System.Serialization.Deserialize(serializer.ToBinary(canary), 1, serializer.Manifest(canary));

        Assert.Equal("sings", Assert.IsType<Canary>(back).Text);
        Assert.InRange(Canary.Created - before, 3, int.MaxValue);
    }

    [Fact]
    public async Task Every_serializer_of_a_node_knows_its_types()
    {
        var node = (await StartAsync(Well))[0];
        var ids = Enumerable.Range(-100, 30_000);

        var found = ids.Where(id => Find(node.System, id) is not null).ToDictionary(id => id, id => Find(node.System, id)!);

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 9, 11, 12, 14, 16, 17, 22, 36, Cluster.Wire.McpActorsSerializer.Id], found.Keys.Order());
        Assert.All(found.Values, serializer => Assert.IsAssignableFrom<SerializerWithStringManifest>(serializer));
        Assert.Equal(GuardRules.ByName.Values.Select(rule => rule.Id).Order(), found.Where(serializer => serializer.Value is WireGuard).Select(serializer => serializer.Key).Order());
    }

    // Akka.NET does not list its serializers.
    private static Serializer? Find(ActorSystem system, int id) =>
        (typeof(Serialization).GetField("_serializersById", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!
            .GetValue(system.Serialization) as Dictionary<int, Serializer>)!.GetValueOrDefault(id);

    private ActorSystem Create(string hocon) => ActorSystem.Create(
        "nodes", ConfigurationFactory.ParseString(LogLines.Hocon + Here + hocon).WithFallback(ConfigurationFactory.ParseString(Node.Quick)).WithFallback(McpActorsCluster.DefaultConfig()));
}
