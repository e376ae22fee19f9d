namespace McpActors.Testing;

/// <summary>How long a test waits for what must happen. It is never waited for in full unless the test fails.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>For a state of the kernel that nothing announces, such as a number in /proc.</summary>
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
