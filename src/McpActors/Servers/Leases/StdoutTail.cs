using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>
/// The last lines of a server's stdout that were no messages: many servers print the reason for their end there. Kept
/// like the tail of stderr; secrets are removed when the lines are read. Thread-safe.
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
