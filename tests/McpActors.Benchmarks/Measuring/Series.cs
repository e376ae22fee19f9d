using System.Globalization;

namespace McpActors.Benchmarks.Measuring;

/// <summary>What one thing took, each time it was measured.</summary>
internal sealed class Series(IReadOnlyList<double> values, string unit)
{
    private readonly double[] _sorted = [.. values.Order()];

    public double Median => _sorted.Length % 2 == 1
        ? _sorted[_sorted.Length / 2]
        : (_sorted[(_sorted.Length / 2) - 1] + _sorted[_sorted.Length / 2]) / 2;

    /// <summary>In the order in which it was measured, so that two series that were interleaved can be compared pair by pair.</summary>
    public IReadOnlyList<double> Values => values;

    /// <summary>This over the other, each pair by itself: what slowed both of a pair cancels out.</summary>
    public Series Over(Series other) => new([.. values.Zip(other.Values, (mine, theirs) => mine / theirs)], "x");

    /// <summary>This beyond the other, each pair by itself.</summary>
    public Series Beyond(Series other) => new([.. values.Zip(other.Values, (mine, theirs) => mine - theirs)], unit);

    public static string Text(double value, string unit) =>
        value.ToString(Math.Abs(value) switch { >= 1000 => "N0", >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture)
        + (unit == "x" ? unit : " " + unit);

    public override string ToString() =>
        _sorted.Length == 1 ? Text(Median, unit) : $"{Text(Median, unit)} ({Text(_sorted[0], "x")[..^1]} to {Text(_sorted[^1], "x")[..^1]})";
}
