namespace McpActors.Processes.Linux;

/// <summary>The host's ends of the four pipes between it and a keeper. They go on with the process; whoever cannot start one disposes them.</summary>
internal sealed class KeeperStreams : IDisposable
{
    private readonly List<IDisposable> _opened = [];

    /// <param name="stdin">The host writes.</param>
    /// <param name="stdout">The host reads.</param>
    /// <param name="stderr">The host reads.</param>
    /// <param name="report">The host reads; nobody but the keeper has its other end.</param>
    /// <exception cref="IOException">One of them cannot be watched. None is left open then.</exception>
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

    /// <summary>What the keeper says.</summary>
    public PipeReadStream Report { get; }

    public void Dispose() => _opened.ForEach(stream => stream.Dispose());

    private T Opened<T>(T stream)
        where T : IDisposable
    {
        _opened.Add(stream);
        return stream;
    }
}
