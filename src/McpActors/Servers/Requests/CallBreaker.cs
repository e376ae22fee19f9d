using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>
/// The circuit breaker of one process, or of one of its tools. Akka.Pattern.CircuitBreaker has the same three states,
/// but does not report the failure that opened it or the remaining time, and mistakes a late answer to an earlier
/// request for the answer to its trial. Here, each request has a pass, and only passes of the current state count.
/// Thread-safe; a success in the closed state takes no lock.
/// </summary>
/// <param name="settings">The number of failures that open the breaker, and the time until a trial.</param>
/// <param name="clock">The clock for the time until a trial.</param>
/// <param name="onChange">Called for each change in order: with the reason when it opens, or null when it
/// closes.</param>
internal sealed class CallBreaker(BreakerSettings settings, TimeProvider clock, Action<string?>? onChange = null)
{
    private readonly Lock _lock = new();
    private volatile Opening? _opening;
    private int _failures;
    private int _pass = 1;

    /// <summary>The reason why the breaker is open; null while it is closed.</summary>
    public string? Reason => _opening?.Reason;

    /// <summary>Whether a request may be sent. If not, the refusal gives the reason and the remaining time.</summary>
    /// <param name="pass">The pass of the request, for the report of its outcome.</param>
    /// <param name="refusal">The refusal, as the end of a sentence about the request.</param>
    public bool TryEnter(out int pass, out string? refusal)
    {
        refusal = null;
        // The pass is read before the state: it belongs to this state or to an earlier one, in which case it does not
        // count.
        pass = Volatile.Read(ref _pass);
        if (_opening is null) return true;
        lock (_lock)
        {
            pass = _pass;
            if (_opening is not { } opening) return true;
            var left = settings.ResetTimeout - clock.GetElapsedTime(opening.Since);
            if (opening.IsTried || left > TimeSpan.Zero)
            {
                var next = opening.IsTried ? "A trial request is in flight" : $"The next request is let through in {left.TotalSeconds:0.###} s";
                refusal = $"was refused, because {opening.Reason.TrimEnd('.')}. {next} (breaker.reset-timeout).";
                pass = 0;
                return false;
            }
            opening.IsTried = true;
            pass = ++_pass;
            return true;
        }
    }

    /// <summary>Reports an answer of the server.</summary>
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

    /// <summary>Reports a request without an answer.</summary>
    /// <param name="pass">The pass of the request.</param>
    /// <param name="reason">The reason of the failure, as a sentence.</param>
    /// <param name="mayOpen">Whether the failure may open a closed breaker, if there were enough failures.</param>
    public void Fail(int pass, string reason, bool mayOpen = true)
    {
        lock (_lock)
        {
            if (pass != _pass || settings.MaxFailures == 0) return;
            if (_opening is not null) Become($"the request that was let through failed as well: {reason}");
            else if (++_failures >= settings.MaxFailures && mayOpen)
                Become(_failures == 1 ? $"a request failed: {reason}" : $"{_failures} requests in a row failed; the last failure: {reason}");
        }
    }

    /// <summary>Reports that the outcome of a request is unknown.</summary>
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
