namespace McpActors.Benchmarks.Measuring;

/// <summary>Measures rivals in turn, so that a busy moment of the machine affects all of them.</summary>
internal static class Interleaved
{
    /// <summary>
    /// Each round runs every rival once, starting with another one each time. The first rounds are warm-up.
    /// </summary>
    /// <returns>One series for each rival.</returns>
    public static async Task<IReadOnlyList<Series>> RunAsync(string unit, int warmUp, int rounds, params Func<Task<double>>[] rivals)
    {
        var values = rivals.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < warmUp + rounds; round++)
        {
            Progress.Round(round + 1 - warmUp, rounds);
            for (var i = 0; i < rivals.Length; i++)
            {
                var rival = (round + i) % rivals.Length;
                // Garbage of one rival must not be collected during the next one.
                GC.Collect();
                var value = await rivals[rival]();
                if (round >= warmUp) values[rival].Add(value);
            }
        }
        return [.. values.Select(each => new Series(each, unit))];
    }
}
