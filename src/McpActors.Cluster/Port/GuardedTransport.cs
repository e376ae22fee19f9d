using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Remote.Transport;
using McpActors.Configuration;

namespace McpActors.Cluster.Port;

/// <summary>
/// Akka.NET's TCP transport behind a guard: connections are limited until they have proven that they belong to a node.
/// With a shared secret both sides must prove it before Akka.NET learns of the connection. Addresses are unchanged.
/// Thread-safe.
/// </summary>
internal sealed class GuardedTransport : Transport
{
    /// <summary>Akka.NET's key for the transport class.</summary>
    public const string Key = "akka.remote.dot-netty.tcp.transport-class";

    private const string Tcp = "Akka.Remote.Transport.DotNetty.TcpTransport, Akka.Remote";

    private readonly Transport _tcp;
    private readonly string? _secret;
    private readonly bool _isOpenToStrangers;
    private readonly TimeSpan _timeToProve;
    private readonly ConnectionTable _connections;
    private readonly PortGuard _guard;
    private readonly ILoggingAdapter _log;

    /// <summary>Created by Akka.NET from its configuration.</summary>
    public GuardedTransport(ActorSystem system, Config config)
    {
        (System, Config) = (system, config);
        _tcp = (Transport)Activator.CreateInstance(Type.GetType(Tcp, throwOnError: true)!, system, config)!;
        SchemeIdentifier = _tcp.SchemeIdentifier;
        var (settings, secret) = SettingsReader.ReadCluster(system.Settings.Config);
        _secret = secret;
        _timeToProve = settings.AssociateTimeout;
        _isOpenToStrangers = PortCheck.Mistakes(system, settings).Count > 0;
        _log = Logging.GetLogger(system, "cluster");
        _connections = new ConnectionTable(settings.MaxConnectionsPerAddress, _timeToProve, Refusals.Of(system));
        _guard = new PortGuard(system, _connections);
    }

    public override long MaximumPayloadBytes => _tcp.MaximumPayloadBytes - (_secret is null ? 0 : Seal.Overhead);

    public override bool IsResponsibleFor(Address remote) => _tcp.IsResponsibleFor(remote);

    public override async Task<(Address, TaskCompletionSource<IAssociationEventListener>)> Listen()
    {
        var (address, below) = await _tcp.Listen().ConfigureAwait(false);
        if (!ServerChannel.TryBound(_tcp, _connections))
            _log.Warning(
                "This version of Akka.NET keeps its listening socket in another place: unproven connections to this node "
                + "are not limited in time, bytes and number.");
        var above = new TaskCompletionSource<IAssociationEventListener>();
        // If McpActorsCluster.Get refuses to start, nobody gets in before: the socket accepts nothing until it has a
        // listener.
        if (!_isOpenToStrangers)
        {
            _ = above.Task.ContinueWith(
                listener => below.TrySetResult(new Acceptor(this, listener.Result)),
                CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
        return (address, above);
    }

    public override async Task<AssociationHandle> Associate(Address remoteAddress)
    {
        var connection = await _tcp.Associate(remoteAddress).ConfigureAwait(false);
        if (_secret is null) return new PlainHandle(connection, _guard);
        var handshake = SecretHandshake.Dial(_secret, out var hello);
        var handle = new SealedHandle(connection, handshake, hello, _guard);
        try
        {
            await handle.Proven.WaitAsync(_timeToProve).ConfigureAwait(false);
            return handle;
        }
        catch (TimeoutException)
        {
            _guard.Close(handle, "it did not answer");
            throw new InvalidAssociationException(_guard.Stranger(remoteAddress, $"it did not answer within {_timeToProve.TotalSeconds:0.###} s"));
        }
    }

    public override Task<bool> Shutdown() => _tcp.Shutdown();

    public override Task<bool> ManagementCommand(object message) => _tcp.ManagementCommand(message);

    private sealed class Acceptor(GuardedTransport transport, IAssociationEventListener above) : IAssociationEventListener
    {
        public void Notify(IAssociationEvent ev)
        {
            if (ev is not InboundAssociation { Association: var connection }) above.Notify(ev);
            else if (transport._secret is not { } secret) above.Notify(new InboundAssociation(new PlainHandle(connection, transport._guard)));
            else
            {
                var handle = new SealedHandle(connection, SecretHandshake.Listen(secret), hello: null, transport._guard);
                // A connection that does not prove itself has been closed, and Akka.NET never learns of it.
                handle.Proven.ContinueWith(
                    _ => above.Notify(new InboundAssociation(handle)), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
                handle.Proven.ContinueWith(
                    failed => transport._log.Debug("{0}", failed.Exception?.InnerException?.Message), CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
            }
        }
    }
}
