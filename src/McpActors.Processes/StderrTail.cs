using System.Text;

namespace McpActors.Processes;

/// <summary>
/// The last 64 KiB of a server's stderr. They are kept as bytes, so that a flood costs only a copy, and split into
/// lines and redacted on request. Thread-safe.
/// </summary>
internal sealed class StderrTail(SecretRedactor secrets)
{
    public const int MaxLines = 100;
    public const int MaxBytes = 64 << 10;

    private readonly Lock _lock = new();
    private byte[] _ring = new byte[1 << 10];
    private long _written;

    /// <summary>The last lines, at most 100, without blank lines.</summary>
    public IReadOnlyList<string> Lines => ToLines(Text);

    /// <summary>
    /// The kept text, unredacted. If the beginning of its first line was overwritten, that line is left out, or its
    /// first word if there is no other line, because half a secret would not be recognized.
    /// </summary>
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

    /// <summary>Splits and redacts any text like the tail.</summary>
    public IReadOnlyList<string> ToLines(string text) =>
    [
        // Redact first, because a secret may span two lines. The indentation of a stack trace is kept.
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
            // The buffer grows only before it wraps, while its content still begins at 0.
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
