namespace McpActors.Testing;

/// <summary>How long a test waits for a required event. The full time passes only if the test fails.</summary>
internal static class Patience
{
    /// <summary>Less than the 30 s after which an adversary ends by itself.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(25);

    /// <summary>For whole programs and hosts, which start, work, and shut down phase by phase.</summary>
    public static readonly TimeSpan ForHosts = TimeSpan.FromMinutes(2);

    /// <summary>Polls for a state of the kernel that nothing announces, such as a number in /proc.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(Limit);
        while (!condition())
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"Not within {Limit}: {what}");
            await Task.Delay(5, CancellationToken.None);
        }
    }
}
