using Akka.Remote.Transport;
using Google.Protobuf;

namespace McpActors.Cluster.Port;

/// <summary>
/// A connection of a node without a secret, with unchanged payloads. Reports if the other side has a secret.
/// Thread-safe.
/// </summary>
internal sealed class PlainHandle : AssociationHandle, IHandleEventListener
{
    private readonly AssociationHandle _inner;
    private readonly PortGuard _guard;
    private volatile bool _begun;
    private IHandleEventListener? _listener;

    /// <param name="inner">The connection.</param>
    /// <param name="guard">Gets the reports of refused connections.</param>
    public PlainHandle(AssociationHandle inner, PortGuard guard)
        : base(inner.LocalAddress, inner.RemoteAddress)
    {
        (_inner, _guard) = (inner, guard);
        // Nothing is read before Akka.NET listens.
        ReadHandlerSource.Task.ContinueWith(
            above =>
            {
                _listener = above.Result;
                inner.ReadHandlerSource.TrySetResult(this);
            },
            CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    public override bool Write(ByteString payload) => _inner.Write(payload);

    [Obsolete("Use Disassociate(string, ILoggingAdapter).")]
    public override void Disassociate() => _guard.Close(_inner, "this node closed it");

    void IHandleEventListener.Notify(IHandleEvent ev)
    {
        if (!_begun && ev is InboundPayload { Payload: var first })
        {
            _begun = true;
            if (first.Span.StartsWith(SecretHandshake.Greeting) || first.Span.SequenceEqual(SecretHandshake.Refusal))
            {
                _guard.Stranger(RemoteAddress, "it has a secret, and this node has none");
                _guard.Close(_inner, "the other side has a secret");
                return;
            }
            _guard.Proven(RemoteAddress);
        }
        _listener!.Notify(ev);
    }
}
