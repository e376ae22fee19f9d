using System.Threading.Channels;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// Whether the bytes of a request were handed to the pipe of its server. The first one decides: the <see cref="Outlet"/>, which begins to write, or whoever
/// fails the request, which is then never written. It is the request's transport, so that the client passes it on with the message. Thread-safe.
/// </summary>
internal sealed class Delivery(StdioTransport transport) : ITransport
{
    private const int Waiting = 0;
    private const int Handed = 1;
    private const int Withdrawn = 2;

    private int _state;
    private long _start = -1;

    public string? SessionId => null;

    public ChannelReader<JsonRpcMessage> MessageReader => transport.MessageReader;

    /// <summary>Whether anything of it was handed over.</summary>
    public bool IsHanded => Volatile.Read(ref _state) == Handed;

    /// <summary>Whether it may be written now. A request of several messages is handed over with the first.</summary>
    /// <param name="isFirst">Whether nothing of it was handed over before.</param>
    public bool TryHandOver(out bool isFirst)
    {
        var was = Interlocked.CompareExchange(ref _state, Handed, Waiting);
        isFirst = was == Waiting;
        return was != Withdrawn;
    }

    /// <summary>It is written from this byte of the server's stdin on. Only the first message of a request says it.</summary>
    public void StartsAt(long offset) => Volatile.Write(ref _start, offset);

    /// <summary>The process is extinct, and had read so many bytes of its stdin: what began behind them was never seen, and never will be.</summary>
    public void Unread(long bytesRead)
    {
        if (Volatile.Read(ref _start) is var start and >= 0 && start >= bytesRead) Interlocked.CompareExchange(ref _state, Withdrawn, Handed);
    }

    /// <summary>The pipe has taken none of its bytes.</summary>
    public void TakeBack() => Interlocked.CompareExchange(ref _state, Waiting, Handed);

    /// <summary>It is sent by a way that does not tell. From here on it counts as handed over.</summary>
    public void Assume() => TryHandOver(out _);

    /// <summary>Whether nothing of it was handed over; then nothing ever is.</summary>
    public bool TryWithdraw() => Interlocked.CompareExchange(ref _state, Withdrawn, Waiting) != Handed;

    public Task SendMessageAsync(JsonRpcMessage message, CancellationToken cancellationToken = default) =>
        transport.SendAsync(message, this, cancellationToken);

    // The transport is the connection's.
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
