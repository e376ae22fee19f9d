namespace McpActors.Tests.Servers.Bounds;

/// <summary>
/// However fast a server writes, the host's memory, its processor time and the effect on other servers are bounded.
/// </summary>
public class FloodTests(ITestOutputHelper output) : FloodTest
{
    private const long MostMegabytes = 150;

    // Including the calls that are made meanwhile. An unbounded flood takes a whole core if the machine has one.
    private const double MostOfCore = 0.5;

    public static TheoryData<string, bool> Kinds()
    {
        var kinds = new TheoryData<string, bool>();
        foreach (var kind in (string[])["sampling", "unknown", "ping", "roots"]) kinds.Add(kind, true);
        foreach (var kind in (string[])["sampling", "unknown", "ping", "roots", "logs", "progress", "lists", "updates", "answers", "text", "broken", "blank"]) kinds.Add(kind, false);
        return kinds;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task It_takes_neither_the_memory_of_the_host_nor_a_core(string kind, bool isDeaf)
    {
        var servers = await BesideAsync(Adversary(Bad, isDeaf ? ["mcp-floods", kind, "deaf"] : ["mcp-floods", kind]));
        servers.Tell(new StartServer(Bad), TestActor);

        var cost = await EndureAsync(servers, Lasting);

        output.WriteLine($"{kind}{(isDeaf ? " deaf" : "")}: {cost.Megabytes} MB, {cost.Cores:0.00} cores");
        Assert.True(cost.Megabytes <= MostMegabytes, cost.ToString());
        Assert.True(cost.Cores <= MostOfCore, cost.ToString());
    }

    [Theory]
    [InlineData("logs")]
    [InlineData("progress")]
    [InlineData("lists")]
    [InlineData("updates")]
    [InlineData("text")]
    public async Task The_calls_of_who_floods_are_answered_in_it(string kind)
    {
        var servers = await BesideAsync(Adversary(Bad, "mcp-floods", kind));
        var times = new List<TimeSpan>();

        var cost = await EndureAsync(servers, Lasting, async () => times.Add(await CallAsync(servers, Bad)));

        var median = times.Order().ElementAt(times.Count / 2);
        output.WriteLine($"{kind}: {times.Count} calls, median {median.TotalMilliseconds:0.0} ms, longest {times.Max().TotalMilliseconds:0} ms; {cost}");
        Assert.True(median < TimeSpan.FromSeconds(1), $"{median}");
        Assert.True(cost.Megabytes <= MostMegabytes, cost.ToString());
    }
}
