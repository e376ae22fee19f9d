using System.Text;

namespace McpActors.Processes;

/// <summary>
/// The last 64 KiB that a server wrote to stderr, however much it writes: kept as bytes, so that a flood costs a copy and nothing
/// else, and read as lines, secrets removed, when somebody asks. Thread-safe.
/// </summary>
internal sealed class StderrTail(SecretRedactor secrets)
{
    public const int MaxLines = 100;
    public const int MaxBytes = 64 << 10;

    private readonly Lock _lock = new();
    private byte[] _ring = new byte[1 << 10];
    private long _written;

    /// <summary>The last lines, at most 100; blank ones are left out.</summary>
    public IReadOnlyList<string> Lines => ToLines(Text);

    /// <summary>What is kept, as it was written. Where a flood has overwritten the beginning of a line, that line is left out,
    /// or its first word if there is no other line: half a secret could not be known as one.</summary>
    public string Text
    {
        get
        {
            lock (_lock)
            {
                if (_written <= _ring.Length) return Encoding.UTF8.GetString(_ring, 0, (int)_written);
                var oldest = (int)(_written % _ring.Length);
                var bytes = new byte[_ring.Length];
                _ring.AsSpan(oldest).CopyTo(bytes);
                _ring.AsSpan(0, oldest).CopyTo(bytes.AsSpan(_ring.Length - oldest));
                return Encoding.UTF8.GetString(bytes.AsSpan(BeginningOf(bytes)));
            }
        }
    }

    /// <summary>Text as this tail would show it.</summary>
    public IReadOnlyList<string> ToLines(string text) =>
    [
        // Secrets first: one may stand in two lines. The indentation of a stack trace stays.
        .. secrets.Redact(text).Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)
            .TakeLast(MaxLines),
    ];

    public void Append(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            if (bytes.Length > MaxBytes)
            {
                _written += bytes.Length - MaxBytes;
                bytes = bytes[^MaxBytes..];
            }
            // It grows only before it has wrapped, when what it holds still begins at 0.
            var size = _ring.Length;
            while (size < MaxBytes && _written + bytes.Length > size) size *= 2;
            if (size != _ring.Length) Array.Resize(ref _ring, size);

            var at = (int)(_written % _ring.Length);
            var first = Math.Min(bytes.Length, _ring.Length - at);
            bytes[..first].CopyTo(_ring.AsSpan(at));
            bytes[first..].CopyTo(_ring);
            _written += bytes.Length;
        }
    }

    private static int BeginningOf(ReadOnlySpan<byte> bytes)
    {
        var newLine = bytes.IndexOf((byte)'\n');
        return (newLine >= 0 ? newLine : bytes.IndexOf((byte)' ')) + 1;
    }
}
