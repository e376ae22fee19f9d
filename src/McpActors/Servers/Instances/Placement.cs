using McpActors.Configuration;

namespace McpActors.Servers;

/// <summary>Which instance serves whom: one for all, a pool, or one for each session.</summary>
internal static class Placement
{
    /// <summary>How many instances serve everybody.</summary>
    public static int CommonWanted(this ServerSettings settings) =>
        settings.Isolation switch { Isolation.Shared => 1, Isolation.Pool => settings.PoolSize, _ => 0 };

    /// <summary>
    /// The instance with the least work; null where another one is to be made: a pool grows while all of it has something to do. One that is parked
    /// comes last.
    /// </summary>
    /// <param name="candidates">The instances that serve everybody.</param>
    /// <param name="wanted">How many there may be.</param>
    /// <param name="work">What counts as work.</param>
    public static Instance? Least(IReadOnlyCollection<Instance> candidates, int wanted, Func<Instance, int> work)
    {
        var least = candidates.MinBy(instance => (instance.Pause is Pause.Parked, work(instance), instance.Number));
        return least is null || (work(least) > 0 && candidates.Count < wanted) ? null : least;
    }
}
