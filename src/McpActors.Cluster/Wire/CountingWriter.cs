using System.Buffers;

namespace McpActors.Cluster.Wire;

/// <summary>
/// Counts written bytes without keeping them: needs as much memory as the longest single text. It is not thread-safe.
/// </summary>
internal sealed class CountingWriter : IBufferWriter<byte>, IDisposable
{
    private const int Smallest = 4096;

    private byte[] _scratch = ArrayPool<byte>.Shared.Rent(Smallest);

    /// <summary>The number of bytes written.</summary>
    public long Count { get; private set; }

    public void Advance(int count) => Count += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (sizeHint > _scratch.Length)
        {
            ArrayPool<byte>.Shared.Return(_scratch);
            _scratch = ArrayPool<byte>.Shared.Rent(sizeHint);
        }
        return _scratch;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = [];
    }
}
