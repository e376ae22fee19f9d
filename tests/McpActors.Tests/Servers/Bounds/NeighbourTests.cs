namespace McpActors.Tests.Servers.Bounds;

/// <summary>The effect of a flooding server on calls of another one, in alternating seconds of the clock.</summary>
public class NeighbourTests(ITestOutputHelper output) : FloodTest
{
    // On a quiet machine the ratio is at most 1.1. Another lane of tests may use the processor that the flood leaves.
    private const double MostSlower = 6;

    // Output from the end of a second is read in the next one.
    private const long Edge = 300;

    [Theory]
    [InlineData("sampling")]
    [InlineData("unknown")]
    [InlineData("logs")]
    [InlineData("lists")]
    [InlineData("text")]
    public async Task Calls_are_about_as_fast_as_without_it(string kind)
    {
        var servers = await BesideAsync(Adversary(Bad, "mcp-floods", kind, "pulse"));
        await servers.Ask<ServerStarted>(new StartServer(Bad), Patience);
        for (var i = 0; i < 500; i++) await CallAsync(servers, Well);

        var seconds = new SortedDictionary<long, List<TimeSpan>>();
        for (var end = DateTimeOffset.UtcNow + (TimeSpan.FromSeconds(8)); DateTimeOffset.UtcNow < end;)
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
            var time = await CallAsync(servers, Well);
            if (now % 1000 is <= Edge or >= 1000 - (Edge / 3)) continue;
            if (!seconds.TryGetValue(now / 1000, out var times)) seconds[now / 1000] = times = [];
            times.Add(time);
        }

        // Each flooded second is compared with the next one, because a shared machine changes from one moment to the
        // next.
        var medians = seconds.ToDictionary(second => second.Key, second => Median(second.Value));
        var ratios = medians.Keys.Where(second => second % 2 == 0 && medians.ContainsKey(second + 1)).Select(second => medians[second] / medians[second + 1]).ToList();
        output.WriteLine($"{kind}: {string.Join(", ", ratios.Order().Select(ratio => $"{ratio:0.00}"))}: {Median(ratios):0.00} times; {Median(medians.Values):c}");
        Assert.True(Median(ratios) <= MostSlower, $"{Median(ratios):0.00} times slower");
    }

    private static T Median<T>(IReadOnlyCollection<T> values) => values.Order().ElementAt(values.Count / 2);
}
