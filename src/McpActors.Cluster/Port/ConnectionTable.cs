using System.Collections.Concurrent;
using System.Net;
using Akka.Actor;
using DotNetty.Transport.Channels;

namespace McpActors.Cluster.Port;

/// <summary>
/// The connections that were opened to this node: their number from one address is limited, and each has a limited time
/// and number of bytes to prove that it belongs to a node. Thread-safe.
/// </summary>
internal sealed class ConnectionTable(int mostPerAddress, TimeSpan timeToProve, Refusals refusals)
{
    /// <summary>
    /// The most bytes that a connection may send before it has proven that it belongs to a node. Akka.NET's greeting
    /// and ours have a few hundred; without this limit each connection could make this node buffer a frame of
    /// <c>maximum-frame-size</c>, 32 MiB.
    /// </summary>
    public const int MostBytes = 64 << 10;

    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, int> _perAddress = [];
    private readonly ConcurrentDictionary<IPEndPoint, ConnectionBounds> _unproven = new();

    /// <summary>The number of open connections.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _perAddress.Values.Sum();
        }
    }

    /// <summary>Called when the system has accepted a connection.</summary>
    /// <returns>The limits of the connection; null if its address has too many connections.</returns>
    public ConnectionBounds? Admit(IChannel connection)
    {
        var remote = (IPEndPoint)connection.RemoteAddress;
        var address = Same(remote.Address);
        lock (_gate)
        {
            var count = _perAddress.GetValueOrDefault(address);
            if (count >= mostPerAddress)
            {
                refusals.Connection("too-many",
                    $"A connection from {address} was refused: it already has {count}, the limit of mcp-actors.cluster.max-connections-per-address.");
                return null;
            }
            _perAddress[address] = count + 1;
        }
        var bounds = new ConnectionBounds(timeToProve, MostBytes, what => refusals.Connection("unproven", $"The connection from {remote} was closed: {what}."));
        _unproven[Same(remote)] = bounds;
        connection.CloseCompletion.ContinueWith(_ => Gone(remote), TaskScheduler.Default);
        return bounds;
    }

    /// <summary>
    /// The connection with this address belongs to a node, to the extent that this node requires a proof.
    /// </summary>
    public void Proven(Address remote)
    {
        if (IPAddress.TryParse(remote.Host?.Trim('[', ']'), out var address) && remote.Port is { } port
            && _unproven.TryRemove(Same(new IPEndPoint(address, port)), out var bounds))
            bounds.Lift();
    }

    private void Gone(IPEndPoint remote)
    {
        _unproven.TryRemove(Same(remote), out _);
        var address = Same(remote.Address);
        lock (_gate)
        {
            if (--_perAddress[address] == 0) _perAddress.Remove(address);
        }
    }

    private static IPEndPoint Same(IPEndPoint remote) => new(Same(remote.Address), remote.Port);

    private static IPAddress Same(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
