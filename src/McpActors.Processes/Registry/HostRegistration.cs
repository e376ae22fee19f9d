using McpActors.Processes.Lineage;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Registry;

/// <summary>This host's entry in the registry, until it is disposed. Thread-safe.</summary>
internal sealed class HostRegistration : IDisposable
{
    private readonly SafeFileHandle _lock;
    private readonly string _file;

    internal HostRegistration(HostTag tag, SafeFileHandle @lock, string file)
    {
        Tag = tag;
        _lock = @lock;
        _file = file;
    }

    /// <summary>The tag in the marks of this host's processes.</summary>
    public HostTag Tag { get; }

    /// <summary>Removes the host's file: the host ends and leaves no process behind.</summary>
    public void Withdraw()
    {
        if (!_lock.IsClosed) File.Delete(_file);
        Dispose();
    }

    /// <summary>
    /// Releases the lock and keeps the file: the next host sees that this one has died, and ends any processes it left.
    /// </summary>
    public void Dispose() => _lock.Dispose();
}
