using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using McpActors.Processes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// Writes messages to a server's stdin, each together with its newline: one system call and one wake-up of the server,
/// and a cancellation cannot separate the two. Waiting messages are counted in bytes, up to <c>max-unread</c>; beyond
/// it, requests are refused. Thread-safe.
/// </summary>
internal sealed class Outlet(Stream stdin, long limit, TimeProvider clock) : IDisposable
{
    // The largest buffer that is kept for the next message.
    private const int Usual = 64 << 10;

    // The memory of a waiting message in addition to its bytes: its request, timer and continuations.
    private const int Upkeep = 1 << 10;

    private const long NotBlocked = -1;

    private static readonly JsonTypeInfo<JsonRpcMessage> Message =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private readonly ICountedWrites? _counted = stdin as ICountedWrites;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private ArrayBufferWriter<byte> _message = new();
    private long _waiting;
    private long _blockedSince = NotBlocked;

    /// <summary>The refusal of requests at the moment; null if they are accepted.</summary>
    public UnreadException? Refusal => Volatile.Read(ref _waiting) is var waiting && waiting > limit ? new UnreadException(waiting, limit) : null;

    /// <summary>The time for which the current message has blocked the others; zero if there is none.</summary>
    public TimeSpan StuckFor => Volatile.Read(ref _blockedSince) is var since and not NotBlocked ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <param name="message">The message.</param>
    /// <param name="mayBeRefused">Whether the message is refused if too much already waits.</param>
    /// <param name="cancellation">Cancels the sending. If part of the message is in a full pipe, its line is
    /// cut.</param>
    /// <param name="delivery">Notified when the message's bytes are handed to the pipe; null for nobody.</param>
    /// <exception cref="UnreadException">The message was refused, and no part of it was sent.</exception>
    /// <exception cref="IOException">The server's stdin is closed.</exception>
    public Task SendAsync(JsonRpcMessage message, bool mayBeRefused, CancellationToken cancellation, Delivery? delivery = null) =>
        // The message is serialized before it waits, because only bytes can be counted.
        WriteInTurnAsync(JsonSerializer.SerializeToUtf8Bytes(message, Message), mayBeRefused, cancellation, delivery);

    /// <summary>Sends messages together, after those that already wait.</summary>
    /// <exception cref="IOException">The server's stdin is closed.</exception>
    public Task SendAllAsync(IEnumerable<JsonRpcMessage> messages, CancellationToken cancellation)
    {
        var lines = new MemoryStream();
        foreach (var message in messages)
        {
            if (lines.Length > 0) lines.WriteByte((byte)'\n');
            JsonSerializer.Serialize(lines, message, Message);
        }
        return WriteInTurnAsync(lines.ToArray(), mayBeRefused: false, cancellation);
    }

    private async Task WriteInTurnAsync(byte[] json, bool mayBeRefused, CancellationToken cancellation, Delivery? delivery = null)
    {
        var size = json.Length + Upkeep;
        var waiting = Interlocked.Add(ref _waiting, size);
        try
        {
            // A single message that exceeds the limit is allowed if nothing else waits.
            if (mayBeRefused && waiting > limit && waiting > size) throw new UnreadException(waiting - size, limit);
            await _turn.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                _message.Write(json);
                _message.Write("\n"u8);
                await HandOverAsync(_message.WrittenMemory, delivery, cancellation).ConfigureAwait(false);
            }
            finally
            {
                if (_message.Capacity > Usual) _message = new ArrayBufferWriter<byte>();
                else _message.ResetWrittenCount();
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Add(ref _waiting, -size);
        }
    }

    public void Dispose()
    {
        // The semaphore has no system resources, and disposing it would leave its waiters waiting for ever.
    }

    private async ValueTask HandOverAsync(ReadOnlyMemory<byte> message, Delivery? delivery, CancellationToken cancellation)
    {
        var isFirst = false;
        if (delivery is not null && !delivery.TryHandOver(out isFirst)) throw new OperationCanceledException("The request was given up before it was written.");
        var before = _counted?.Written;
        if (isFirst && before is { } start) delivery!.StartsAt(start);
        try
        {
            await WriteAsync(message, cancellation).ConfigureAwait(false);
        }
        catch when (isFirst && before is not null && _counted!.Written == before)
        {
            delivery!.TakeBack();
            throw;
        }
    }

    private async ValueTask WriteAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation)
    {
        try
        {
            var writing = stdin.WriteAsync(message, cancellation);
            if (writing.IsCompletedSuccessfully) return;
            Volatile.Write(ref _blockedSince, clock.GetTimestamp());
            await writing.ConfigureAwait(false);
        }
        catch (Exception e) when (e is not (OperationCanceledException or IOException))
        {
            throw new IOException("The message could not be written to the server's stdin.", e);
        }
        finally
        {
            Volatile.Write(ref _blockedSince, NotBlocked);
        }
    }
}
