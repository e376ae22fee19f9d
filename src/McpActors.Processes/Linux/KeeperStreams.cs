namespace McpActors.Processes.Linux;

/// <summary>
/// The host's ends of the four pipes to a keeper. The process takes them over; if it cannot be started, the caller
/// disposes them.
/// </summary>
internal sealed class KeeperStreams : IDisposable
{
    private readonly List<IDisposable> _opened = [];

    /// <param name="stdin">The pipe that the host writes.</param>
    /// <param name="stdout">The pipe that the host reads.</param>
    /// <param name="stderr">The pipe that the host reads.</param>
    /// <param name="report">The pipe that the host reads, and that only the keeper writes.</param>
    /// <exception cref="IOException">A pipe cannot be watched. All of them have been closed.</exception>
    public KeeperStreams(Pipe stdin, Pipe stdout, Pipe stderr, Pipe report)
    {
        try
        {
            Input = Opened(new PipeWriteStream(Pipe.Take(stdin.Writer)));
            Output = Opened(new PipeReadStream(Pipe.Take(stdout.Reader)));
            Error = Opened(new PipeReadStream(Pipe.Take(stderr.Reader)));
            Report = Opened(new PipeReadStream(Pipe.Take(report.Reader)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The server's stdin.</summary>
    public PipeWriteStream Input { get; }

    /// <summary>The server's stdout.</summary>
    public PipeReadStream Output { get; }

    /// <summary>The server's stderr.</summary>
    public PipeReadStream Error { get; }

    /// <summary>The keeper's reports.</summary>
    public PipeReadStream Report { get; }

    public void Dispose() => _opened.ForEach(stream => stream.Dispose());

    private T Opened<T>(T stream)
        where T : IDisposable
    {
        _opened.Add(stream);
        return stream;
    }
}
