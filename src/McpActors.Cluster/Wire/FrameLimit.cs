using System.Globalization;
using Akka.Actor;
using McpActors.Configuration;
using McpActors.Configuration.Reading;

namespace McpActors.Cluster.Wire;

/// <summary>
/// How long a message to another node may be. Akka.Remote drops a longer one with a line in its log, and whoever waits for it waits until a timeout of their
/// own: so whoever answers asks here first, and says what is the matter instead. Thread-safe.
/// </summary>
internal sealed class FrameLimit
{
    private readonly ActorSystem _system;

    /// <summary>The limit of a system; cheap to make.</summary>
    public FrameLimit(ActorSystem system)
    {
        _system = system;
        Frame = FrameBudget.Frame(system.Settings.Config);
    }

    /// <summary><c>akka.remote.dot-netty.tcp.maximum-frame-size</c>, in bytes: of this node; that of the others must be the same.</summary>
    public long Frame { get; }

    /// <summary>Whether a message reaches another node.</summary>
    /// <param name="message">Any message that may cross.</param>
    /// <param name="bytes">How long it is there, without what Akka.Remote puts around it.</param>
    public bool Fits(object message, out long bytes)
    {
        var serializer = _system.Serialization.FindSerializerFor(message);
        bytes = serializer is McpActorsSerializer ours ? ours.Measure(message) : serializer.ToBinary(message).LongLength;
        return bytes + FrameBudget.Envelope <= Frame;
    }

    /// <summary>The same for one that is told to an actor: within this node anything fits.</summary>
    public bool Reaches(object message, IActorRef to, out long bytes)
    {
        bytes = 0;
        return to is IActorRefScope { IsLocal: true } || Fits(message, out bytes);
    }

    /// <summary>What to tell whoever waits for a message that does not fit.</summary>
    /// <param name="message">The message.</param>
    /// <param name="bytes">Its length, as <see cref="Fits"/> has said.</param>
    public McpClusterException TooLong(object message, long bytes) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{message.GetType().Name} has {bytes:N0} bytes, and a message between nodes at most {Frame - FrameBudget.Envelope:N0} ({FrameBudget.Key} = {Sizes.Format(Frame)}, {Sizes.Format(FrameBudget.Envelope)} of it for addresses): "
        + $"it was not sent. Ask for less at once, or raise {FrameBudget.Key} on all nodes."));

    /// <summary>Who is told all that reaches them, and of what does not, why.</summary>
    public IActorRef Bound(IActorRef to) => to is IActorRefScope { IsLocal: true } ? to : new BoundedRef(to, this);

    /// <summary>The answer itself where it reaches who is to have it, or else the failure that tells them why they do not get it.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="to">Who is to have it.</param>
    public object OrFailure(object answer, IActorRef to) =>
        Reaches(answer, to, out var bytes) ? answer : new Status.Failure(TooLong(answer, bytes));
}
