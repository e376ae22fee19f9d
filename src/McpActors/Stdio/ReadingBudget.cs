namespace McpActors.Stdio;

/// <summary>
/// The budget for reading a server, in tokens. Unsolicited messages cost tokens in proportion to their processor time:
/// a notification costs one, plus one per KiB. When the tokens are spent, noise is skipped. Skipping has its own
/// budget, because skipped lines are still scanned. Used by the reading thread only.
/// </summary>
/// <param name="rate">The tokens per second, with a burst of one second; zero for no limit.</param>
/// <param name="clock">The clock.</param>
internal sealed class ReadingBudget(long rate, TimeProvider clock)
{
    // A request costs a handler, an answer and, if the method is unknown, exceptions.
    private const double Notification = 1, Request = 10, Unreadable = 10, Blank = 0.1, PerByte = 1.0 / 1024;

    // In bytes per second.
    private const long SkippedRate = 64 << 20, PerSkippedLine = 64;

    // A pause covers many messages but is too short to be noticed.
    private const double Refill = 0.05, MostDebt = -1;

    private readonly TokenBucket _tokens = new(rate, clock);
    private readonly TokenBucket _skippable = new(rate == 0 ? 0 : SkippedRate, clock);

    /// <summary>Whether no tokens are left for unsolicited messages.</summary>
    public bool IsSpent => _tokens.IsEmpty;

    public void SpendOnNotification(int length) => _tokens.Spend(Notification + (length * PerByte));

    public void SpendOnRequest(int length) => _tokens.Spend(Request + (length * PerByte));

    public void SpendOnBlankLine() => _tokens.Spend(Blank);

    /// <summary>Spends on a line that is not parsed because it cannot be a message.</summary>
    public void SpendOnText(int length) => _tokens.Spend(Blank + (length * PerByte * Blank));

    /// <summary>Spends on a line that could not be parsed as a message.</summary>
    public void SpendOnUnreadable(int length) => _tokens.Spend(Unreadable + (length * PerByte));

    public void SpendOnSkipped(int length) => _skippable.Spend(length + PerSkippedLine);

    /// <summary>
    /// Whether reading must pause if <see cref="IsSpent"/>: at once if no answer is awaited, otherwise when the budget
    /// for skipping is spent too.
    /// </summary>
    public bool MustPause(bool isAwaited) => !isAwaited || _skippable.IsEmpty || _tokens.TimeUntil(MostDebt) > TimeSpan.Zero;

    /// <summary>The length of a pause.</summary>
    public TimeSpan PauseFor(bool isAwaited)
    {
        if (!isAwaited) return _tokens.TimeUntil(Refill);
        var tokens = _tokens.TimeUntil(MostDebt + Refill);
        var skippable = _skippable.IsEmpty ? _skippable.TimeUntil(Refill) : TimeSpan.Zero;
        return tokens > skippable ? tokens : skippable;
    }
}
