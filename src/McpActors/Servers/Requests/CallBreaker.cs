using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// The circuit breaker of one process, or of one of its tools. Akka.Pattern.CircuitBreaker has the same three states and knows neither which failure opened it nor
/// until when, and takes the late answer of an earlier request for that of the one it lets through. Here each request has a pass, and
/// only those of the present state count. Thread-safe; a request that succeeds while all is well takes no lock.
/// </summary>
/// <param name="settings">When it opens, and for how long.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="onChange">Told each change, in their order: why it opens, or null when it closes.</param>
internal sealed class CallBreaker(BreakerSettings settings, TimeProvider clock, Action<string?>? onChange = null)
{
    private readonly Lock _lock = new();
    private volatile Opening? _opening;
    private int _failures;
    private int _pass = 1;

    /// <summary>Why it is open; null while it is closed.</summary>
    public string? Reason => _opening?.Reason;

    /// <summary>Whether a request may be sent, and if not, why and until when.</summary>
    /// <param name="pass">To be given back with what became of the request.</param>
    /// <param name="refusal">As the end of a sentence about the request.</param>
    public bool TryEnter(out int pass, out string? refusal)
    {
        refusal = null;
        // In this order: a pass that is read before the state is of that state, or of an earlier one and does not count.
        pass = Volatile.Read(ref _pass);
        if (_opening is null) return true;
        lock (_lock)
        {
            pass = _pass;
            if (_opening is not { } opening) return true;
            var left = settings.ResetTimeout - clock.GetElapsedTime(opening.Since);
            if (opening.IsTried || left > TimeSpan.Zero)
            {
                var next = opening.IsTried ? "The next one is being tried" : $"The next one is let through in {left.TotalSeconds:0.###} s";
                refusal = $"was refused, because {opening.Reason.TrimEnd('.')}. {next} (breaker.reset-timeout).";
                pass = 0;
                return false;
            }
            opening.IsTried = true;
            pass = ++_pass;
            return true;
        }
    }

    /// <summary>The server has answered.</summary>
    public void Succeed(int pass)
    {
        if (_opening is null && Volatile.Read(ref _failures) == 0) return;
        lock (_lock)
        {
            if (pass != _pass) return;
            _failures = 0;
            if (_opening is not null) Become(null);
        }
    }

    /// <summary>The server has not answered.</summary>
    /// <param name="pass">Of the request.</param>
    /// <param name="reason">Why it failed, in a sentence.</param>
    /// <param name="mayOpen">Whether it opens a breaker that is closed, if there were enough of them.</param>
    public void Fail(int pass, string reason, bool mayOpen = true)
    {
        lock (_lock)
        {
            if (pass != _pass || settings.MaxFailures == 0) return;
            if (_opening is not null) Become($"the request that was let through failed as well: {reason}");
            else if (++_failures >= settings.MaxFailures && mayOpen)
                Become(_failures == 1 ? $"a request failed: {reason}" : $"{_failures} requests in a row failed, the last thus: {reason}");
        }
    }

    /// <summary>Nobody will know what the server would have answered.</summary>
    public void Abandon(int pass)
    {
        if (_opening is null) return;
        lock (_lock)
        {
            if (pass != _pass || _opening is not { } opening) return;
            _pass++;
            opening.IsTried = false;
        }
    }

    private void Become(string? reason)
    {
        _pass++;
        _failures = 0;
        _opening = reason is null ? null : new Opening(reason, clock.GetTimestamp());
        onChange?.Invoke(reason);
    }

    private sealed class Opening(string reason, long since)
    {
        public string Reason => reason;

        public long Since => since;

        public bool IsTried { get; set; }
    }
}
