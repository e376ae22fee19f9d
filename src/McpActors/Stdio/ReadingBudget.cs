namespace McpActors.Stdio;

/// <summary>
/// What reading a server may cost, in tokens. What nobody has asked for costs as much as it costs of the processor: a notification one, and one for each
/// KiB of it. When the tokens are spent, noise is skipped, which has a budget of its own, because what is skipped is looked at all the same.
/// Belongs to the one who reads.
/// </summary>
/// <param name="rate">Tokens a second, with a burst of one second; zero for no limit.</param>
/// <param name="clock">Tells the time.</param>
internal sealed class ReadingBudget(long rate, TimeProvider clock)
{
    // A request costs a handler, an answer and, where the method is unknown, exceptions.
    private const double Notification = 1, Request = 10, Unreadable = 10, Blank = 0.1, PerByte = 1.0 / 1024;

    // In bytes per second.
    private const long SkippedRate = 64 << 20, PerSkippedLine = 64;

    // A pause is long enough for many messages, and too short to be noticed.
    private const double Refill = 0.05, MostDebt = -1;

    private readonly TokenBucket _tokens = new(rate, clock);
    private readonly TokenBucket _skippable = new(rate == 0 ? 0 : SkippedRate, clock);

    /// <summary>Whether nothing is left for what nobody has asked for.</summary>
    public bool IsSpent => _tokens.IsEmpty;

    public void SpendOnNotification(int length) => _tokens.Spend(Notification + (length * PerByte));

    public void SpendOnRequest(int length) => _tokens.Spend(Request + (length * PerByte));

    public void SpendOnBlankLine() => _tokens.Spend(Blank);

    /// <summary>A line that cannot be a message, as is seen without reading it.</summary>
    public void SpendOnText(int length) => _tokens.Spend(Blank + (length * PerByte * Blank));

    /// <summary>A line that could not be read as a message.</summary>
    public void SpendOnUnreadable(int length) => _tokens.Spend(Unreadable + (length * PerByte));

    public void SpendOnSkipped(int length) => _skippable.Spend(length + PerSkippedLine);

    /// <summary>Whether reading must pause, where <see cref="IsSpent"/>: at once where nobody waits for an answer, otherwise when skipping costs too much as well.</summary>
    public bool MustPause(bool isAwaited) => !isAwaited || _skippable.IsEmpty || _tokens.TimeUntil(MostDebt) > TimeSpan.Zero;

    /// <summary>For how long reading pauses.</summary>
    public TimeSpan PauseFor(bool isAwaited)
    {
        if (!isAwaited) return _tokens.TimeUntil(Refill);
        var tokens = _tokens.TimeUntil(MostDebt + Refill);
        var skippable = _skippable.IsEmpty ? _skippable.TimeUntil(Refill) : TimeSpan.Zero;
        return tokens > skippable ? tokens : skippable;
    }
}
