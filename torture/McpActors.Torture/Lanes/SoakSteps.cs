namespace McpActors.Torture.Lanes;

/// <summary>A long life of one host with many short lives in it.</summary>
internal static class SoakSteps
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(20);

    public static readonly Dictionary<string, Func<History, string[], Task>> All = new()
    {
        ["soak"] = async (history, args) =>
        {
            var host = TortureHost.Start(history.Lane.Config, Deadline);
            host.IsSpoilt = true;
            history.Hosts[args[0]] = host;
            if (await host.UpAsync() is { } refusal)
                throw new InvalidOperationException($"The host of the soak does not start: {refusal}");

            var number = host.Tell($"soak {args[1]} {history.Lane.RuntimeDirectory} {string.Join(' ', args[2..])}");
            history.Outcome.Notes.Add(await Vitals(host));
            history.Outcome.Notes.Add(await Vitals(host));
            var (ok, leaks) = await host.AnswerAsync(number, "soak");
            if (!ok || leaks.Length > 0)
                history.Outcome.Failures.Add(leaks);
            history.Outcome.Lifetimes = Steps.Number(args[1]);
        },
    };

    private static async Task<string> Vitals(TortureHost host)
    {
        while (true)
        {
            try
            {
                return await host.LineAsync("vitals ");
            }
            catch (TimeoutException) when (host.IsAlive && host.Age < Deadline)
            {
                // Longer than any other request to a host.
            }
        }
    }
}
