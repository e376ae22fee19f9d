using System.Buffers.Binary;
using System.Security.Cryptography;
using Google.Protobuf;

namespace McpActors.Cluster.Port;

/// <summary>
/// One direction of a connection between two nodes with a shared secret: AES-256-GCM with its own key and a counter as
/// nonce, so that no payload can be read, changed, repeated, left out or moved. The caller must hold a
/// lock.
/// </summary>
internal sealed class Seal(ReadOnlySpan<byte> key) : IDisposable
{
    /// <summary>The additional length of a sealed payload, in bytes.</summary>
    public const int Overhead = TagSize;

    private const int NonceSize = 12;
    private const int TagSize = 16;

    private readonly AesGcm _cipher = new(key, TagSize);
    private ulong _count;

    public ByteString Close(ByteString payload)
    {
        Span<byte> nonce = stackalloc byte[NonceSize];
        Next(nonce);
        var closed = new byte[payload.Length + TagSize];
        _cipher.Encrypt(nonce, payload.Span, closed.AsSpan(0, payload.Length), closed.AsSpan(payload.Length));
        return UnsafeByteOperations.UnsafeWrap(closed);
    }

    /// <exception cref="CryptographicException">The payload was not sealed by the other side, or is out of
    /// order.</exception>
    public ByteString Open(ByteString closed)
    {
        if (closed.Length < TagSize) throw new CryptographicException("It is too short.");
        Span<byte> nonce = stackalloc byte[NonceSize];
        Next(nonce);
        var payload = new byte[closed.Length - TagSize];
        _cipher.Decrypt(nonce, closed.Span[..payload.Length], closed.Span[payload.Length..], payload);
        return UnsafeByteOperations.UnsafeWrap(payload);
    }

    public void Dispose() => _cipher.Dispose();

    private void Next(Span<byte> nonce) => BinaryPrimitives.WriteUInt64BigEndian(nonce[(NonceSize - sizeof(ulong))..], checked(_count++));
}
