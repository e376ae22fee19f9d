using System.Collections.Concurrent;
using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// The breakers of one process: one for each tool that leaves calls unanswered, and one for the process. A tool that
/// fails alone opens its own breaker, and calls of other tools continue. If several tools fail without an answer in
/// between, or a request that is no tool call fails, the breaker of the process opens. Thread-safe; a success takes no
/// lock while all breakers are closed.
/// </summary>
internal sealed class RequestBreakers
{
    // Callers choose the names of tools, but each new name costs them a timeout.
    private const int MostTools = 1000;

    private readonly ConcurrentDictionary<string, CallBreaker> _tools = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> _silentTools = new(StringComparer.Ordinal);
    private readonly BreakerSettings _settings;
    private readonly TimeProvider _clock;
    private readonly Action<BreakerChange> _onChange;
    private readonly CallBreaker _process;

    public RequestBreakers(BreakerSettings settings, TimeProvider clock, Action<BreakerChange>? onChange)
    {
        (_settings, _clock, _onChange) = (settings, clock, onChange ?? (_ => { }));
        _process = new CallBreaker(settings, clock, reason => _onChange(new BreakerChange(null, reason)));
    }

    /// <summary>The reason why an open breaker refuses requests; null if all are closed.</summary>
    public string? Reason => _process.Reason ?? (_tools.IsEmpty ? null : _tools.Values.Select(tool => tool.Reason).FirstOrDefault(reason => reason is not null));

    /// <inheritdoc cref="CallBreaker.TryEnter"/>
    public bool TryEnter(IServerRequest request, out BreakerPass pass, out string? refusal)
    {
        pass = default;
        if (!_process.TryEnter(out var process, out refusal)) return false;
        // A new breaker begins with this pass, so the pass is valid for a breaker that is created later.
        var tool = 1;
        if (!_tools.IsEmpty && request is CallTool call && _tools.TryGetValue(call.Tool, out var breaker) && !breaker.TryEnter(out tool, out refusal))
        {
            _process.Abandon(process);
            return false;
        }
        pass = new BreakerPass(process, tool);
        refusal = null;
        return true;
    }

    /// <summary>Reports an answer of the server, even an error.</summary>
    public void Succeed(IServerRequest request, BreakerPass pass)
    {
        if (!_silentTools.IsEmpty) _silentTools.Clear();
        _process.Succeed(pass.Process);
        if (_tools.IsEmpty || request is not CallTool call || !_tools.TryGetValue(call.Tool, out var breaker)) return;
        breaker.Succeed(pass.Tool);
    }

    /// <summary>Reports a request without an answer.</summary>
    public void Fail(IServerRequest request, BreakerPass pass, string reason)
    {
        if (_settings.MaxFailures == 0) return;
        if (request is not CallTool call)
        {
            _process.Fail(pass.Process, reason);
            return;
        }
        if (_silentTools.Count < MostTools) _silentTools.TryAdd(call.Tool, true);
        if (_tools.Count < MostTools || _tools.ContainsKey(call.Tool))
        {
            var breaker = _tools.GetOrAdd(call.Tool, tool => new CallBreaker(_settings, _clock, why => _onChange(new BreakerChange(tool, why))));
            breaker.Fail(pass.Tool, reason);
        }
        _process.Fail(pass.Process, reason, mayOpen: _silentTools.Count > 1);
    }

    /// <inheritdoc cref="CallBreaker.Abandon"/>
    public void Abandon(IServerRequest request, BreakerPass pass)
    {
        _process.Abandon(pass.Process);
        if (!_tools.IsEmpty && request is CallTool call && _tools.TryGetValue(call.Tool, out var breaker)) breaker.Abandon(pass.Tool);
    }
}

/// <summary>The passes of a request, for the report of its outcome.</summary>
internal readonly record struct BreakerPass(int Process, int Tool);
