using McpActors.Processes.Lineage;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Registry;

/// <summary>This host's place in the registry, for as long as it is not disposed. Thread-safe.</summary>
public sealed class HostRegistration : IDisposable
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

    /// <summary>The host ends and leaves nothing: its file goes with it.</summary>
    public void Withdraw()
    {
        if (!_lock.IsClosed) File.Delete(_file);
        Dispose();
    }

    /// <summary>The host ends. Its file stays, and its free lock says that it has died: the next host ends what it may have left.</summary>
    public void Dispose() => _lock.Dispose();
}
