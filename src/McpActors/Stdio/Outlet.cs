using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpActors.Stdio;

/// <summary>
/// Writes messages to a server's stdin, each with its newline in one piece: one system call and one wake-up of the server, and a call that is cancelled
/// between the two cuts nothing. What waits for its turn is counted in bytes, up to <c>max-unread</c>; beyond it, requests are refused. Thread-safe.
/// </summary>
internal sealed class Outlet(Stream stdin, long limit, TimeProvider clock) : IDisposable
{
    // What one message may leave reserved for the next.
    private const int Usual = 64 << 10;

    // What a message costs that waits, beside its bytes: the request that it is of, its timer and its continuations.
    private const int Upkeep = 1 << 10;

    private const long NotBlocked = -1;

    private static readonly JsonTypeInfo<JsonRpcMessage> Message =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private readonly SemaphoreSlim _turn = new(1, 1);
    private ArrayBufferWriter<byte> _message = new();
    private long _waiting;
    private long _blockedSince = NotBlocked;

    /// <summary>Why a request is refused at the moment; null where it is not.</summary>
    public UnreadException? Refusal => Volatile.Read(ref _waiting) is var waiting && waiting > limit ? new UnreadException(waiting, limit) : null;

    /// <summary>For how long the message that is being written has been in the way of all others; zero where none is.</summary>
    public TimeSpan StuckFor => Volatile.Read(ref _blockedSince) is var since and not NotBlocked ? clock.GetElapsedTime(since) : TimeSpan.Zero;

    /// <param name="message">What is sent.</param>
    /// <param name="mayBeRefused">Whether it is given up where too much waits already.</param>
    /// <param name="cancellation">Gives it up; where the pipe is full and part of it is written, that line is cut.</param>
    /// <exception cref="UnreadException">Nothing of it was sent.</exception>
    /// <exception cref="IOException">The server's stdin is closed.</exception>
    public Task SendAsync(JsonRpcMessage message, bool mayBeRefused, CancellationToken cancellation) =>
        // Before it waits, and not when it is written: only bytes can be counted.
        WriteInTurnAsync(JsonSerializer.SerializeToUtf8Bytes(message, Message), mayBeRefused, cancellation);

    /// <summary>Sends these, in one piece, behind what waits already.</summary>
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

    private async Task WriteInTurnAsync(byte[] json, bool mayBeRefused, CancellationToken cancellation)
    {
        var size = json.Length + Upkeep;
        var waiting = Interlocked.Add(ref _waiting, size);
        try
        {
            // One that is longer than the limit by itself has to be possible when nothing else waits.
            if (mayBeRefused && waiting > limit && waiting > size) throw new UnreadException(waiting - size, limit);
            await _turn.WaitAsync(cancellation).ConfigureAwait(false);
            try
            {
                _message.Write(json);
                _message.Write("\n"u8);
                await WriteAsync(_message.WrittenMemory, cancellation).ConfigureAwait(false);
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
        // The semaphore holds nothing of the system's, and whoever still waits for it would wait for ever.
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
