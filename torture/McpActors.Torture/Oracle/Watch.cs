namespace McpActors.Torture.Oracle;

/// <summary>Waits for the last death, and returns its time.</summary>
internal static class Watch
{
    // Each look reads a file for each thread of ours and of the hosts; more looks would slow down what they measure.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    /// <param name="isGone">A condition in addition to the absence of strangers; cheap, and checked often.</param>
    /// <param name="limit">The longest wait. A look that the machine delayed counts for <see cref="Longest"/>, because
    /// a starved test has not waited.</param>
    /// <param name="since">The beginning of the time.</param>
    /// <returns>The time it took; null if the limit was exceeded.</returns>
    public static async Task<TimeSpan?> UntilGoneAsync(Func<bool> isGone, TimeSpan limit, long since)
    {
        var waited = TimeSpan.Zero;
        while (true)
        {
            var look = Stopwatch.GetTimestamp();
            var now = Stopwatch.GetElapsedTime(since);
            if (isGone() && Strangers.Look().Count == 0 && Strangers.AreNone() && isGone())
                return now;
            if (waited > limit)
                return null;
            await Task.Delay(Pause);
            var took = Stopwatch.GetElapsedTime(look);
            waited += took < Longest ? took : Longest;
        }
    }
}
