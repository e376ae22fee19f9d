using System.Reflection;
using Akka.Cluster.Tools.PublishSubscribe;
using Akka.Dispatch.SysMsg;
using Akka.DistributedData;
using Akka.Remote.Serialization;
using Akka.Serialization;
using McpActors.Cluster.Tests.Wire;

namespace McpActors.Cluster.Tests.Port;

/// <summary>A message on the wire: a serializer, a manifest, bytes.</summary>
internal sealed record Frame(int Id, string Manifest, byte[] Bytes);

/// <summary>
/// The frames of a stranger who tries to make a node create objects. They come from a plain Akka.NET cluster system
/// without McpActors.
/// </summary>
internal sealed class AttackFrames : IDisposable
{
    /// <summary>
    /// An assembly that does not exist: a lookup of its types is observed at <see cref="AppDomain.AssemblyResolve"/>.
    /// </summary>
    public const string Nowhere = "Canary.Nowhere";

    public static readonly Config Plain = ConfigurationFactory.ParseString(
        """
        akka { loglevel = OFF, stdout-loglevel = OFF, actor.provider = cluster, remote.dot-netty.tcp { hostname = 127.0.0.1, port = 0 } }
        """).WithFallback(DistributedData.DefaultConfig()).WithFallback(DistributedPubSub.DefaultConfig());

    public AttackFrames() => Stranger = (ExtendedActorSystem)ActorSystem.Create("stranger", Plain);

    public ExtendedActorSystem Stranger { get; }

    /// <summary>Each of these frames would create something in a node without guards.</summary>
    public IReadOnlyList<Frame> Evil()
    {
        var canary = new Canary { Text = "sings" };
        var failure = new Status.Failure(new CanaryException());
        object[] evil =
        [
            canary, failure, GSet.Create(canary), new GSetKey<Canary>("k"), new LWWRegister<Canary>(Akka.Cluster.Cluster.Get(Stranger).SelfUniqueAddress, canary),
            ORSet.Create(Akka.Cluster.Cluster.Get(Stranger).SelfUniqueAddress, canary), new Failed(Stranger.DeadLetters, new CanaryException(), 1),
            new Recreate(new CanaryException()), Deployed(),
        ];
        object[] inside = [.. evil.Take(3).SelectMany(message => (object[])[
            Selection(message), new Identify(message), new Status.Success(message), new Publish("topic", message), new Send("/user/a", message)])];
        var frames = evil.Concat(inside).Concat(inside.Take(5).Select(Selection)).Select(Of).ToList();
        var json = Encoding.UTF8.GetBytes($$"""{"$type":"{{Name}}","Text":"sings"}""");
        frames.AddRange(Enumerable.Range(0, 64).Append(-5).Append(McpActorsSerializer.Id).Select(id => new Frame(id, Name, json)));
        frames.AddRange(Enumerable.Range(0, 64).Append(-5).Select(id => new Frame(id, $"Any.Type, {Nowhere}", json)));
        frames.Add(new Frame(McpActorsSerializer.Id, "foreign-failure/1", Of(failure).Bytes));
        frames.Add(new Frame(1, "", Encoding.UTF8.GetBytes($$"""{"$type":"Any.Type, {{Nowhere}}"}""")));
        return frames;
    }

    /// <summary>Valid frames of nodes, as seeds for mutations.</summary>
    public static IReadOnlyList<Frame> Honest(ExtendedActorSystem node, IActorRef actor)
    {
        object[] akkas =
        [
            "text", 7, 1L << 40, new byte[] { 1, 2, 3 }, new Identify("id"), new ActorIdentity("id", actor), PoisonPill.Instance, new Status.Success(1), actor,
            new Watch((IInternalActorRef)actor, (IInternalActorRef)actor), new Unwatch((IInternalActorRef)actor, (IInternalActorRef)actor),
            new DeathWatchNotification(actor, true, false), new Terminate(), Selection("text"), new Publish("topic", "text"), GCounter.Empty, Flag.False,
            new Get(new GCounterKey("k"), ReadLocal.Instance), new NotFound(new FlagKey("k"), null), new Status.Failure(new TimeoutException("late")),
        ];
        var ours = WireTypes.ByManifest.Values.Select(type => new Specimens(ActorRefs.Nobody).Of(type));
        return [.. akkas.Concat(ours).Select(message => Of(node, message))];
    }

    public void Dispose() => Stranger.Terminate().GetAwaiter().GetResult();

    private static string Name { get; } = $"{typeof(Canary).FullName}, {typeof(Canary).Assembly.GetName().Name}";

    private Frame Of(object message) => Of(Stranger, message);

    private static Frame Of(ExtendedActorSystem system, object message)
    {
        var serializer = system.Serialization.FindSerializerFor(message);
        return new Frame(serializer.Identifier, Serialization.ManifestFor(serializer, message), system.Serialization.Serialize(message));
    }

    private static ActorSelectionMessage Selection(object message) => new(message, [new SelectChildName("user"), new SelectChildName("a")]);

    // Akka.NET's message that deploys an actor on another node is internal.
    private object Deployed() => Activator.CreateInstance(
        typeof(MiscMessageSerializer).Assembly.GetType("Akka.Remote.DaemonMsgCreate", throwOnError: true)!,
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null,
        [Props.Create<CanaryActor>(), Deploy.None, "akka.tcp://stranger@127.0.0.1:1/remote/a", Stranger.DeadLetters], null)!;
}
