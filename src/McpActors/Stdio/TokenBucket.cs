namespace McpActors.Stdio;

/// <summary>
/// A rate with a burst of one second. What is spent beyond it is a debt that has to be waited for. System.Threading.RateLimiting refuses what it has no
/// token for; here the work is done already when its cost is known. Belongs to one thread at a time.
/// </summary>
/// <param name="rate">Tokens per second; zero for no limit.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class TokenBucket(long rate, TimeProvider clock)
{
    private double _tokens = rate;
    private long _filledAt = clock.GetTimestamp();

    /// <summary>Whether nothing is left.</summary>
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

    /// <summary>After which time it holds that part of what it can hold; negative parts are a debt. Zero where it does already.</summary>
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
