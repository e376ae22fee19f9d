namespace McpActors.Processes;

/// <summary>
/// One running process of a server with all its descendants. Thread-safe. An instance that is dropped leaks nothing:
/// the keeper ends the process tree when the host's end of its stdin is closed, and the kernel closes that end when the
/// host dies.
/// </summary>
public abstract class KeptProcess : IDisposable
{
    /// <summary>The identity of the keeper, or of the server itself under <see cref="Containment.Tree"/>.</summary>
    public abstract ProcessIdentity Identity { get; }

    /// <summary>The pipes between the host and the process; null on systems that do not identify pipes.</summary>
    public virtual PipeInodes? Pipes => null;

    /// <summary>How the process is contained.</summary>
    public abstract Containment Containment { get; }

    /// <summary>The server's stdin. Closing it begins the ladder, like <see cref="Stop"/>.</summary>
    public abstract Stream StandardInput { get; }

    /// <summary>
    /// The server's stdout. It ends when every writer has closed it, or when the process is extinct and the pipe has
    /// been read to its end, even if another process still holds the write end. A line over the cap fails the read with
    /// <see cref="MessageTooLongException"/>.
    /// </summary>
    public abstract Stream StandardOutput { get; }

    /// <summary>The last lines of the server's stderr without secrets: at most 100 lines and 64 KiB.</summary>
    public abstract IReadOnlyList<string> StderrTail { get; }

    /// <summary>
    /// Reads the memory of the server and its descendants in bytes: the sum of their resident sets, in which shared
    /// pages count once for each process. The keeper is not included. Processes that end or get a new parent meanwhile
    /// may be skipped. Blocks for some ten microseconds for each thread of the tree; on a kernel without
    /// CONFIG_PROC_CHILDREN, for a pass over all processes of the machine.
    /// </summary>
    /// <returns>Null if the process has ended, or if the system does not report it: under
    /// <see cref="Containment.Tree"/> on systems other than Linux.</returns>
    /// <exception cref="IOException"><c>/proc</c> cannot be read, for example because no descriptor is
    /// free.</exception>
    public virtual long? ReadMemory() => null;

    /// <summary>
    /// Completes when the process has ended; never faulted or cancelled. The kernel has confirmed that no descendant is
    /// left only if <see cref="ExitReport.Confirmed"/> is true.
    /// </summary>
    public abstract Task<ExitReport> Extinct { get; }

    /// <summary>
    /// Returns true if the kernel still has the process. Does not use /proc, where hidepid (proc(5)) can hide a
    /// non-dumpable keeper. Always false on systems that cannot tell.
    /// </summary>
    internal virtual bool IsThere => false;

    /// <summary>
    /// Begins the ladder: closes stdin, then sends SIGTERM and SIGKILL after the graces. Idempotent; never blocks.
    /// </summary>
    /// <param name="reason">The reason for the report; null for a plain request.</param>
    public abstract void Stop(string? reason = null);

    /// <summary>Goes to the SIGTERM rung now. Idempotent; never blocks.</summary>
    public abstract void Terminate();

    /// <summary>Goes to the SIGKILL rung now. Idempotent; never blocks.</summary>
    /// <param name="reason">The reason for the report.</param>
    public abstract void Kill(string? reason = null);

    /// <summary>
    /// Begins the ladder and discards unread stdout, because the owner is done with it. Idempotent; never blocks.
    /// </summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>See <see cref="Dispose()"/>.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        Stop();
        StandardOutput.Dispose();
    }
}
