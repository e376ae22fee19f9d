using System.Globalization;

namespace McpActors.Benchmarks.Measuring;

/// <summary>The repeated measurements of one subject.</summary>
internal sealed class Series(IReadOnlyList<double> values, string unit)
{
    private readonly double[] _sorted = [.. values.Order()];

    public double Median => _sorted.Length % 2 == 1
        ? _sorted[_sorted.Length / 2]
        : (_sorted[(_sorted.Length / 2) - 1] + _sorted[_sorted.Length / 2]) / 2;

    /// <summary>In order of measurement, so that interleaved series can be compared in pairs.</summary>
    public IReadOnlyList<double> Values => values;

    /// <summary>The ratios of the pairs: a disturbance of both measurements of a pair cancels out.</summary>
    public Series Over(Series other) => new([.. values.Zip(other.Values, (mine, theirs) => mine / theirs)], "x");

    /// <summary>The differences of the pairs.</summary>
    public Series Beyond(Series other) => new([.. values.Zip(other.Values, (mine, theirs) => mine - theirs)], unit);

    public static string Text(double value, string unit) =>
        value.ToString(Math.Abs(value) switch { >= 1000 => "N0", >= 100 => "0", >= 10 => "0.0", _ => "0.00" }, CultureInfo.InvariantCulture)
        + (unit == "x" ? unit : " " + unit);

    public override string ToString() =>
        _sorted.Length == 1 ? Text(Median, unit) : $"{Text(Median, unit)} ({Text(_sorted[0], "x")[..^1]} to {Text(_sorted[^1], "x")[..^1]})";
}
