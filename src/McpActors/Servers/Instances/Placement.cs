using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>Assigns users to instances: one for all, a pool, or one for each session.</summary>
internal static class Placement
{
    /// <summary>The number of instances that serve all users.</summary>
    public static int CommonWanted(this ServerSettings settings) =>
        settings.Isolation switch { Isolation.Shared => 1, Isolation.Pool => settings.PoolSize, _ => 0 };

    /// <summary>
    /// The instance with the least work; parked instances come last. Null if a new instance should be created: a pool
    /// grows while all its instances have work.
    /// </summary>
    /// <param name="candidates">The instances that serve all users.</param>
    /// <param name="wanted">The maximum number of instances.</param>
    /// <param name="work">The amount of work of an instance.</param>
    public static Instance? Least(IReadOnlyCollection<Instance> candidates, int wanted, Func<Instance, int> work)
    {
        var least = candidates.MinBy(instance => (instance.Pause is Pause.Parked, work(instance), instance.Number));
        return least is null || (work(least) > 0 && candidates.Count < wanted) ? null : least;
    }
}
