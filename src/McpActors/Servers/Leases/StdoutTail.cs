using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// The last of what a server printed to stdout that was no message: many say there why they end. Kept as stderr's is, secrets removed when somebody asks.
/// Thread-safe.
/// </summary>
internal sealed class StdoutTail(SecretRedactor secrets)
{
    private readonly StderrTail _tail = new(secrets);

    /// <summary>The last lines, at most 100.</summary>
    public IReadOnlyList<string> Lines => _tail.Lines;

    public void AppendLine(ReadOnlySpan<byte> line)
    {
        _tail.Append(line);
        _tail.Append("\n"u8);
    }
}
