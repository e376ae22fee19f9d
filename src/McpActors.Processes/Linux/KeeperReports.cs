using System.Text;

namespace McpActors.Processes.Linux;

/// <summary>
/// Reads the lines of one keeper's report pipe. Only the keeper holds the other end: the server does not inherit it,
/// and the keeper is not dumpable, so that no process of the same user can open it through /proc.
/// </summary>
/// <param name="pipe">The host's end. It is disposed after reading to its end.</param>
/// <param name="warn">Called with each line that is not a report: a process that may not be signalled, a call that
/// failed.</param>
internal sealed class KeeperReports(PipeReadStream pipe, Action<string> warn)
{
    // A keeper's line is shorter than PIPE_BUF (4096 bytes); a longer line is not from a keeper.
    private const int LongestLine = 4096;

    private readonly List<byte> _line = [];

    /// <summary>The last report of an end; null before one arrives.</summary>
    public KeeperReport? Last { get; private set; }

    /// <summary>Reads to the end of the pipe.</summary>
    public async Task ReadAsync()
    {
        using (pipe)
        {
            while (await pipe.CopyAvailableAsync(Take).ConfigureAwait(false))
            {
            }
        }
    }

    internal void Take(ReadOnlySpan<byte> bytes)
    {
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            Add(bytes[..end]);
            if (_line.Count <= LongestLine) TakeLine(Encoding.UTF8.GetString([.. _line]));
            _line.Clear();
            bytes = bytes[(end + 1)..];
        }
        Add(bytes);
    }

    // One byte more than the maximum marks the line as too long.
    private void Add(ReadOnlySpan<byte> bytes) => _line.AddRange(bytes[..Math.Min(bytes.Length, LongestLine + 1 - _line.Count)]);

    private void TakeLine(string line)
    {
        if (KeeperReport.TryParse(line) is { } report) Last = report;
        else if (line.Length > 0) warn(line);
    }
}
