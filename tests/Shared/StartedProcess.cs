using Microsoft.Win32.SafeHandles;

namespace McpActors.Testing;

/// <summary>A child of the test process, which only this instance reaps, with its pipes.</summary>
internal sealed unsafe class StartedProcess : IDisposable
{
    private readonly FileStream? _stdin;

    /// <summary>Opened while the pid is valid: the process is an unreaped child of ours.</summary>
    private readonly int _pidFd;

    private StartedProcess(int pid, SafeFileHandle? stdin, LineLog stdout, LineLog stderr)
    {
        Pid = pid;
        _pidFd = Posix.Check((int)Posix.syscall(Posix.SYS_pidfd_open, pid, 0, 0, 0), "pidfd_open");
        _stdin = stdin is null ? null : new FileStream(stdin, FileAccess.Write, bufferSize: 0);
        Stdout = stdout;
        Stderr = stderr;
        Exited = WaitFor(pid);
    }

    public int Pid { get; }

    public LineLog Stdout { get; }

    public LineLog Stderr { get; }

    /// <summary>The kernel's confirmation that it has ended.</summary>
    public Task<WaitResult> Exited { get; }

    public static StartedProcess Start(IReadOnlyList<string> command, StartOptions? options = null)
    {
        Subreaper.Enable();
        options ??= new StartOptions();
        var streams = StandardPipes.Create(options.Stdin);
        int pid;
        try
        {
            pid = Spawner.Start(command, streams, options);
        }
        finally
        {
            streams.CloseChildEnds();
        }

        var stdout = new LineLog(streams.OpenOutput());
        var stderr = options.ReadStderr ? new LineLog(streams.OpenError()) : new LineLog(Stream.Null);
        return new StartedProcess(pid, streams.Input, stdout, stderr);
    }

    /// <summary>
    /// A process that becomes our child when its parent dies. Its streams belong to that parent's starter.
    /// </summary>
    public static StartedProcess Inherit(int pid)
    {
        Subreaper.Register(pid);
        return new StartedProcess(pid, stdin: null, new LineLog(Stream.Null), new LineLog(Stream.Null));
    }

    public void Write(string text) => _stdin!.Write(Encoding.UTF8.GetBytes(text));

    public void CloseStdin() => _stdin!.Dispose();

    /// <summary>Shuts down stdin as node.js does, whose children have a socket there.</summary>
    public void ShutDownStdin() => Posix.Check(Posix.shutdown((int)_stdin!.SafeFileHandle.DangerousGetHandle(), Posix.SHUT_WR), "shutdown");

    public void Signal(int signal) => Posix.Check((int)Posix.syscall(Posix.SYS_pidfd_send_signal, _pidFd, signal, 0, 0), "pidfd_send_signal");

    public Task<WaitResult> Exit() => Exited.WaitAsync(Patience.Limit);

    /// <summary>Ends it, if the test has not.</summary>
    public void Dispose()
    {
        if (!Exited.IsCompleted)
            _ = Posix.syscall(Posix.SYS_pidfd_send_signal, _pidFd, Posix.SIGKILL, 0, 0);
        Exited.Wait(Patience.Limit);
        _ = Posix.close(_pidFd);
        _stdin?.Dispose();
    }

    private static Task<WaitResult> WaitFor(int pid) => Task.Factory.StartNew(
        () =>
        {
            int status;
            Posix.Check(Posix.waitpid(pid, &status, 0), "waitpid");
            Subreaper.Unregister(pid);
            return WaitResult.From(status);
        },
        CancellationToken.None,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);
}
