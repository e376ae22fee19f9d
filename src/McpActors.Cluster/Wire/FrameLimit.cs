using System.Globalization;
using Akka.Actor;
using McpActors.Configuration;
using McpActors.Configuration.Reading;

namespace McpActors.Cluster.Wire;

/// <summary>
/// The length limit of messages to other nodes. Akka.Remote drops a longer message with a line in its log, and the
/// receiver waits for its timeout. So senders of answers check here first, and send an explanation instead.
/// Thread-safe.
/// </summary>
internal sealed class FrameLimit
{
    private readonly ActorSystem _system;

    /// <summary>The limit of a system; cheap to create.</summary>
    public FrameLimit(ActorSystem system)
    {
        _system = system;
        Frame = FrameBudget.Frame(system.Settings.Config);
    }

    /// <summary>
    /// This node's <c>akka.remote.dot-netty.tcp.maximum-frame-size</c>, in bytes; all nodes must have the same.
    /// </summary>
    public long Frame { get; }

    /// <summary>Whether a message fits.</summary>
    /// <param name="message">Any message that may cross nodes.</param>
    /// <param name="bytes">The length of the message, without Akka.Remote's envelope.</param>
    public bool Fits(object message, out long bytes)
    {
        var serializer = _system.Serialization.FindSerializerFor(message);
        bytes = serializer is McpActorsSerializer ours ? ours.Measure(message) : serializer.ToBinary(message).LongLength;
        return bytes + FrameBudget.Envelope <= Frame;
    }

    /// <summary>Whether a message to an actor fits; within this node any message does.</summary>
    public bool Reaches(object message, IActorRef to, out long bytes)
    {
        bytes = 0;
        return to is IActorRefScope { IsLocal: true } || Fits(message, out bytes);
    }

    /// <summary>The explanation for the receiver of a message that does not fit.</summary>
    /// <param name="message">The message.</param>
    /// <param name="bytes">The length from <see cref="Fits"/>.</param>
    public McpClusterException TooLong(object message, long bytes) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{message.GetType().Name} has {bytes:N0} bytes, but a message between nodes may have at most {Frame - FrameBudget.Envelope:N0} "
        + $"({FrameBudget.Key} = {Sizes.Format(Frame)}, {Sizes.Format(FrameBudget.Envelope)} of it for addresses): "
        + $"it was not sent. Ask for less at once, or raise {FrameBudget.Key} on all nodes."));

    /// <summary>A reference that forwards messages that fit, and an explanation instead of those that do not.</summary>
    public IActorRef Bound(IActorRef to) => to is IActorRefScope { IsLocal: true } ? to : new BoundedRef(to, this);

    /// <summary>Returns the answer if it fits, otherwise a failure that explains why it does not.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="to">The receiver.</param>
    public object OrFailure(object answer, IActorRef to) =>
        Reaches(answer, to, out var bytes) ? answer : new Status.Failure(TooLong(answer, bytes));
}
