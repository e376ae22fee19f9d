namespace McpActors.Cluster.Tests.Support;

/// <summary>Polls for states of other nodes that no event announces to a test.</summary>
internal static class Waiting
{
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (!await condition())
        {
            if (patience.IsCancellationRequested) throw new TimeoutException($"Not within {Patience.Limit}: {what}");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
