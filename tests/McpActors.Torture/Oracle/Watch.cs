using System.Diagnostics;

namespace McpActors.Torture.Oracle;

/// <summary>Waits for the last death, and tells when it was.</summary>
internal static class Watch
{
    // Each look reads a file for each thread of ours and of the hosts; more of them would slow down what they measure.
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    /// <param name="isGone">What has to be true beside that there are no strangers; cheap, and asked often.</param>
    /// <param name="limit">How long to wait. A look that the machine held up counts for <see cref="Longest"/>: who was starved has not waited.</param>
    /// <param name="since">From when on.</param>
    /// <returns>How long it took, or null where it was not so within the limit.</returns>
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
