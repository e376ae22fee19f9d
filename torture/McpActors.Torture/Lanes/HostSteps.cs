
namespace McpActors.Torture.Lanes;

/// <summary>Hosts and their neighbours.</summary>
internal static class HostSteps
{
    public static readonly Dictionary<string, Func<History, string[], Task>> All = new()
    {
        ["host"] = async (history, args) =>
        {
            // A new host begins to clean up at its start.
            if (args is [_, "fresh"])
                history.Since = System.Diagnostics.Stopwatch.GetTimestamp();
            var host = await history.Lane.TakeHostAsync(fresh: args is [_, "fresh"]);
            host.LifetimesBefore = host.Lifetimes;
            history.Hosts[args[0]] = host;
        },
        ["user-host"] = async (history, args) =>
        {
            var host = await UserHost.StartAsync(history.Lane);
            host.IsSpoilt = true;
            host.IsUsers = true;
            history.Hosts[args[0]] = host;
            if (await host.UpAsync() is { } refusal)
                throw new InvalidOperationException($"A host of another user does not start: {refusal}");
        },
        ["next-host"] = (history, args) => history.Host(args[1]).IsUsers
            ? Steps.RunAsync(history, ["user-host", args[0]])
            : Steps.RunAsync(history, ["host", args[0], "fresh"]),
        ["forge-marks"] = async (history, args) =>
        {
            foreach (var closed in new[] { true, false })
                history.Forgers.Add(await UserHost.ForgeAsync(history.Host(args[0]), Steps.Number(args[1]), closed));
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
