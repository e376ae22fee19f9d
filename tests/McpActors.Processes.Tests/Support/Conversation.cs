namespace McpActors.Processes.Tests.Support;

/// <summary>Lines that a test sends to a process and waits for. The full time passes only if the test fails.</summary>
internal static class Conversation
{
    public static Task<ExitReport> End(this KeptProcess process) => process.Extinct.WaitAsync(Patience.Limit);

    public static async Task Say(this KeptProcess process, string text) =>
        await process.StandardInput.WriteAsync(Encoding.UTF8.GetBytes(text)).AsTask().WaitAsync(Patience.Limit);

    public static async Task<string> ReadLine(this KeptProcess process)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await process.StandardOutput.ReadAsync(one).AsTask().WaitAsync(Patience.Limit) == 1 && one[0] != '\n') line.Add(one[0]);
        return Encoding.UTF8.GetString([.. line]);
    }

    public static async Task<string> ReadToEnd(this KeptProcess process)
    {
        var all = new MemoryStream();
        await process.StandardOutput.CopyToAsync(all).WaitAsync(Patience.Limit);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    /// <summary>Polls for a state of the kernel that nothing announces.</summary>
    public static async Task Until(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience.Limit);
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, $"not within {Patience.Limit}: {what}");
            await Task.Delay(5);
        }
    }
}
