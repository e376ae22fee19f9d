
namespace McpActors.Torture.Lanes;

/// <summary>Hosts, and who stands beside them.</summary>
internal static class HostSteps
{
    public static readonly Dictionary<string, Func<History, string[], Task>> All = new()
    {
        ["host"] = async (history, args) =>
        {
            // What a new host ends, it ends from its start on.
            if (args is [_, "fresh"])
                history.Since = System.Diagnostics.Stopwatch.GetTimestamp();
            var host = await history.Lane.TakeHostAsync(fresh: args is [_, "fresh"]);
            host.LifetimesBefore = host.Lifetimes;
            history.Hosts[args[0]] = host;
        },
        ["neighbour"] = async (history, _) =>
        {
            await history.Lane.SettleNeighbourAsync();
            history.HasNeighbour = true;
        },
        ["bystanders"] = async (history, _) =>
        {
            await history.Lane.Camp.PitchAsync();
            history.HasBystanders = true;
        },
        ["recycle"] = (history, _) =>
        {
            var recycled = history.FormerPids.Count(history.Lane.Camp.Recycle);
            if (recycled == 0)
                throw new SkippedException("no pid could be given to a bystander again: /proc/sys/kernel/ns_last_pid cannot be written here");
            history.HasBystanders = true;
            return Task.CompletedTask;
        },
        ["registry"] = async (history, args) =>
        {
            var host = SickRegistry.Start(history.Lane, args[1]);
            host.IsSpoilt = true;
            history.Hosts[args[0]] = host;
            if (await host.UpAsync() is { } refusal)
                throw new SkippedException($"refused, as it may: {refusal}");
        },
        ["pause"] = (_, args) => Task.Delay(Steps.Number(args[0])),
    };
}
