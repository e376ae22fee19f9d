using System.Collections.Frozen;
using ModelContextProtocol.Protocol;

namespace McpActors.Servers;

/// <summary>
/// Which tools of one process may be called twice: those that the last list said to be read-only or idempotent. A tool that is not known is neither. Thread-safe.
/// </summary>
internal sealed class RepeatableTools
{
    private volatile FrozenSet<string> _names = [];
    private int _isAskedFor;

    /// <summary>The process has listed its tools.</summary>
    public void Learn(IEnumerable<Tool> tools) =>
        _names = tools.Where(tool => tool.Annotations is { ReadOnlyHint: true } or { IdempotentHint: true }).Select(tool => tool.Name).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The process says that its list has changed.</summary>
    public void Forget()
    {
        _names = [];
        Volatile.Write(ref _isAskedFor, 0);
    }

    /// <summary>True once, until the list changes: then the process is to be asked for its tools.</summary>
    public bool TryBeginToLearn() => Volatile.Read(ref _isAskedFor) == 0 && Interlocked.Exchange(ref _isAskedFor, 1) == 0;

    /// <summary>Whether a request does no harm if it is sent twice. Apart from calls, those of the protocol only read, or say once more how it is to be.</summary>
    public bool IsIdempotent(IServerRequest request) => request is not CallTool call || _names.Contains(call.Tool);
}
