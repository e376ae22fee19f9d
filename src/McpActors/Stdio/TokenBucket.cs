namespace McpActors.Stdio;

/// <summary>
/// A rate limit with a burst of one second. Spending more than there is creates a debt that must be waited for.
/// System.Threading.RateLimiting refuses to go into debt; here, the work is done before its cost is known. Used by one
/// thread at a time.
/// </summary>
/// <param name="rate">The tokens per second; zero for no limit.</param>
/// <param name="clock">The clock.</param>
internal sealed class TokenBucket(long rate, TimeProvider clock)
{
    private double _tokens = rate;
    private long _filledAt = clock.GetTimestamp();

    /// <summary>Whether no tokens are left.</summary>
    public bool IsEmpty
    {
        get
        {
            if (rate == 0 || _tokens > 0) return false;
            Refill();
            return _tokens <= 0;
        }
    }

    public void Spend(double tokens) => _tokens -= tokens;

    /// <summary>
    /// The time until the bucket holds the given part of its capacity; a negative part is a debt. Zero if it already
    /// does.
    /// </summary>
    public TimeSpan TimeUntil(double part)
    {
        if (rate == 0) return TimeSpan.Zero;
        Refill();
        return TimeSpan.FromSeconds(Math.Max(0, part - (_tokens / rate)));
    }

    private void Refill()
    {
        var now = clock.GetTimestamp();
        _tokens = Math.Min(rate, _tokens + (clock.GetElapsedTime(_filledAt, now).TotalSeconds * rate));
        _filledAt = now;
    }
}
