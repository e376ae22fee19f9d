namespace McpActors.Processes;

/// <summary>
/// One running process of a server, with everything it started. Thread-safe. Dropping it leaks nothing: the keeper ends
/// what it holds when our end of its stdin is closed, and the kernel closes that when the host dies.
/// </summary>
public abstract class KeptProcess : IDisposable
{
    /// <summary>Who it is: the keeper's identity, or the server's own under <see cref="Containment.Tree"/>.</summary>
    public abstract ProcessIdentity Identity { get; }

    /// <summary>The pipes between us and it; null where its system does not name them.</summary>
    public virtual PipeInodes? Pipes => null;

    /// <summary>What holds it.</summary>
    public abstract Containment Containment { get; }

    /// <summary>The server's stdin. Closing it begins the ladder, as <see cref="Stop"/> does.</summary>
    public abstract Stream StandardInput { get; }

    /// <summary>
    /// The server's stdout. It ends when every writer has closed it, or when the process is extinct and the pipe is drained,
    /// whoever else holds it. A line over the cap fails the read with <see cref="MessageTooLongException"/>.
    /// </summary>
    public abstract Stream StandardOutput { get; }

    /// <summary>The last lines that the server wrote to stderr, secrets removed.</summary>
    public abstract IReadOnlyList<string> StderrTail { get; }

    /// <summary>
    /// Reads the memory of the server and all that it started, in bytes: the sum of their resident sets, in which pages that they share count
    /// for each. The keeper is not in it. What ends meanwhile is skipped, and what gets a new parent meanwhile may be. It blocks for
    /// some ten microseconds for each thread of the tree; on a kernel without CONFIG_PROC_CHILDREN, for a pass over the machine's processes.
    /// </summary>
    /// <returns>null where the process has ended, or its system does not tell: under <see cref="Containment.Tree"/>, on all but Linux.</returns>
    /// <exception cref="IOException"><c>/proc</c> cannot be read: no descriptor is free, for one.</exception>
    public virtual long? ReadMemory() => null;

    /// <summary>
    /// Completes, never faulted and never cancelled, when the process has ended. Only where <see cref="ExitReport.Confirmed"/> is
    /// true has the kernel said that nothing of it is left.
    /// </summary>
    public abstract Task<ExitReport> Extinct { get; }

    /// <summary>
    /// Whether the kernel still has the process, asked without a look at /proc, where a non-dumpable keeper of another user's host can be hidden
    /// (hidepid, proc(5)). False where its system cannot tell.
    /// </summary>
    internal virtual bool IsThere => false;

    /// <summary>Begins the ladder: closes stdin, then, after the graces, SIGTERM and SIGKILL. Idempotent; never blocks.</summary>
    /// <param name="reason">Why, for the report; null where it was simply asked for.</param>
    public abstract void Stop(string? reason = null);

    /// <summary>Goes to the SIGTERM rung now. Idempotent; never blocks.</summary>
    public abstract void Terminate();

    /// <summary>Goes to the SIGKILL rung now. Idempotent; never blocks.</summary>
    /// <param name="reason">Why, for the report.</param>
    public abstract void Kill(string? reason = null);

    /// <summary>Its owner goes: begins the ladder and gives up what stdout still holds. Idempotent; never blocks.</summary>
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
