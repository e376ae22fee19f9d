using System.Security.Cryptography;
using Akka.Remote.Transport;
using Google.Protobuf;

namespace McpActors.Cluster.Port;

/// <summary>
/// A connection between nodes with a shared secret: first the <see cref="SecretHandshake"/>, then sealed payloads.
/// Akka.NET gets it after the other side has proven itself. Thread-safe.
/// </summary>
internal sealed class SealedHandle : AssociationHandle, IHandleEventListener
{
    private readonly AssociationHandle _inner;
    private readonly SecretHandshake _handshake;
    private readonly PortGuard _guard;
    private readonly TaskCompletionSource _proven = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _sending = new();
    private readonly Lock _receiving = new();
    // Events that arrive before Akka.NET listens.
    private readonly Queue<IHandleEvent> _waiting = [];
    private IHandleEventListener? _listener;
    private (Seal Send, Seal Receive)? _seals;
    private bool _closed;

    /// <param name="inner">The connection.</param>
    /// <param name="handshake">The handshake of this side.</param>
    /// <param name="hello">This side's first message; null on the listening side.</param>
    /// <param name="guard">Gets the reports of refused connections.</param>
    public SealedHandle(AssociationHandle inner, SecretHandshake handshake, byte[]? hello, PortGuard guard)
        : base(inner.LocalAddress, inner.RemoteAddress)
    {
        (_inner, _handshake, _guard) = (inner, handshake, guard);
        ReadHandlerSource.Task.ContinueWith(
            above => Use(above.Result), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        inner.ReadHandlerSource.TrySetResult(this);
        if (hello is not null) inner.Write(ByteString.CopyFrom(hello));
    }

    /// <summary>Completes when the other side has proven itself; fails if it does not.</summary>
    public Task Proven => _proven.Task;

    public override bool Write(ByteString payload)
    {
        lock (_sending)
        {
            // Akka.NET repeats a payload that was not taken, under the next counter. That does no harm: the connection
            // is closing, and the other side reads no more of it.
            return !_closed && _seals is { } seals && _inner.Write(seals.Send.Close(payload));
        }
    }

    [Obsolete("Use Disassociate(string, ILoggingAdapter).")]
    public override void Disassociate() => Close("this node closed it");

    void IHandleEventListener.Notify(IHandleEvent ev)
    {
        lock (_receiving)
        {
            if (_closed) return;
            if (ev is not InboundPayload { Payload: var payload })
            {
                _proven.TrySetException(new InvalidAssociationException(
                    $"{RemoteAddress} closed the connection before it proved that it has the secret of this cluster."));
                Forward(ev);
            }
            else if (_seals is null) Shake(payload);
            else Receive(payload);
        }
    }

    private void Shake(ByteString message)
    {
        try
        {
            if (message.Span.SequenceEqual(SecretHandshake.Refusal)) throw new CryptographicException("it says that this node has another secret");
            _handshake.Take(message.Span, out var reply, out var seals);
            if (reply is not null) _inner.Write(ByteString.CopyFrom(reply));
            if (seals is null) return;
            lock (_sending) _seals = seals;
            _handshake.Dispose();
            _guard.Proven(RemoteAddress);
            _proven.TrySetResult();
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            var what = _guard.Stranger(RemoteAddress, e.Message);
            _inner.Write(ByteString.CopyFrom(SecretHandshake.Refusal));
            _proven.TrySetException(new InvalidAssociationException(what));
            Close("it has not proven itself");
        }
    }

    private void Receive(ByteString closed)
    {
        try
        {
            Forward(new InboundPayload(_seals!.Value.Receive.Open(closed)));
        }
        catch (CryptographicException)
        {
            _guard.Changed(RemoteAddress);
            Close("a payload was changed");
        }
    }

    private void Forward(IHandleEvent ev)
    {
        if (_listener is { } listener) listener.Notify(ev);
        else _waiting.Enqueue(ev);
    }

    private void Use(IHandleEventListener listener)
    {
        lock (_receiving)
        {
            while (_waiting.TryDequeue(out var ev)) listener.Notify(ev);
            _listener = listener;
        }
    }

    // Akka.NET's transport still sends the payloads that it has accepted.
    private void Close(string why)
    {
        lock (_receiving)
        {
            if (_closed) return;
            lock (_sending) _closed = true;
            _handshake.Dispose();
            _seals?.Send.Dispose();
            _seals?.Receive.Dispose();
        }
        _guard.Close(_inner, why);
        _proven.TrySetException(new InvalidAssociationException(
            $"The connection with {RemoteAddress} was closed before both sides had proven themselves."));
    }
}
