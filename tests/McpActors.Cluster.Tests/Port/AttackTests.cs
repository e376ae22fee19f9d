using Akka.DistributedData;

namespace McpActors.Cluster.Tests.Port;

/// <summary>
/// A stranger who gets in, because the node requires no proof: a plain Akka.NET system that sends whatever it likes.
/// </summary>
public sealed class AttackTests : ClusterTest
{
    [Fact]
    public async Task Foreign_types_that_a_stranger_sends_are_not_created_and_the_node_lives()
    {
        using var refusals = new RefusalCount();
        var node = (await StartAsync(Well))[0];
        using var attack = new AttackFrames();
        var canary = new Canary { Text = "sings" };
        var before = Canary.Created;
        object[] evil = [canary, GSet.Create(canary), new Identify(canary), new Status.Success(canary)];
        string[] actors = ["user/mcp-cluster-servers", "user/mcp-cluster-sessions", "user/mcp-cluster-scheduler", "user/mcp-node", "system/ddataReplicator", "remote"];

        foreach (var actor in actors)
        {
            var path = $"{node.Address}/{actor}";
            foreach (var message in evil) attack.Stranger.ActorSelection(path).Tell(message);
            // Also by the reference, because not every message can be wrapped in a selection.
            var reference = attack.Stranger.Provider.ResolveActorRef(path);
            foreach (var message in evil) reference.Tell(message);
        }
        // The failure holds an exception that the stranger creates, and that the node must not create.
        var failure = new Status.Failure(new CanaryException());
        var own = Canary.Created - before;
        attack.Stranger.ActorSelection($"{node.Address}/user/mcp-node").Tell(failure);
        attack.Stranger.ActorOf(Props.Create<CanaryActor>().WithDeploy(Deploy.None.WithScope(new RemoteScope(node.Cluster.SelfAddress))), "planted");

        await Patience.Until(() => refusals.Of("message") >= (2 * actors.Length * evil.Length) + 1, "what was sent to be refused");
        var answer = await AskAsync<ToolResult>(node.Mcp.Servers, new CallTool("files", "echo"));

        Assert.Equal("files", answer.Server);
        Assert.Equal(before + own, Canary.Created);
        Assert.DoesNotContain("nodes", CanaryActor.Hosts);
    }

    [Fact]
    public async Task A_type_without_a_serializer_of_its_own_is_not_sent()
    {
        var nodes = await StartAsync(Well, Well);

        var refused = Assert.Throws<System.Runtime.Serialization.SerializationException>(() => nodes[0].System.Serialization.Serialize(new Canary()));

        Assert.Contains("akka.actor.serialization-bindings", refused.Message, StringComparison.Ordinal);
        Assert.Contains("McpActors.Cluster.Tests.Port.Canary does not cross nodes", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_refusals_are_one_line_in_the_log_with_their_number()
    {
        using var refusals = new RefusalCount();
        using var system = ActorSystem.Create("nodes", LogLines.Hocon + "akka.stdout-loglevel = OFF");
        var lines = Inbox.Create(system);
        system.EventStream.Subscribe(lines.Receiver, typeof(Akka.Event.Warning));
        var all = Refusals.Of(system);

        for (var n = 0; n < 1000; n++) all.Message("json", "a\u0007b'c", "creates any type");
        all.Connection("secret", "A stranger.");

        var first = ((Akka.Event.Warning)lines.Receive(Patience.Limit)).Message.ToString()!;
        Assert.Equal("A message that names the serializer 'json' with the manifest 'a?b?c' was refused: the serializer creates any type.", first);
        Assert.Equal("A stranger.", ((Akka.Event.Warning)lines.Receive(Patience.Limit)).Message.ToString());
        Assert.Equal((1000, 1), (refusals.Of("message"), refusals.Of("secret")));
        Assert.Throws<TimeoutException>(() => lines.Receive(TimeSpan.FromMilliseconds(100)));
    }
}
