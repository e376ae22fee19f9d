using System.Globalization;
using System.Text.RegularExpressions;

namespace McpActors.Common;

/// <summary>
/// Durations as text: a number and a unit. Akka.NET's own getter reads "5" as 5 ms, and throws without naming the key
/// for "-1".
/// </summary>
internal static partial class Durations
{
    /// <summary>The longest duration that every .NET timer and the keeper's milliseconds (31 bits) can hold.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(24);

    /// <summary>Parses whole milliseconds up to <see cref="Longest"/>; null for anything else.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Shape().Match(text);
        if (!match.Success) return null;
        var number = decimal.Parse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        var unit = UnitMilliseconds(match.Groups["unit"].Value);
        // Compared before multiplying, because a decimal would overflow for an absurdly long number.
        if (number > (decimal)Longest.TotalMilliseconds / unit) return null;
        var milliseconds = number * unit;
        return milliseconds == decimal.Truncate(milliseconds) ? TimeSpan.FromMilliseconds((long)milliseconds) : null;
    }

    /// <summary>The shortest text that <see cref="Parse"/> reads as the same duration: 90s, 5m, 500ms.</summary>
    public static string Format(TimeSpan duration)
    {
        var milliseconds = (long)duration.TotalMilliseconds;
        string[] units = ["d", "h", "m", "s"];
        var unit = milliseconds == 0 ? "s" : units.FirstOrDefault(u => milliseconds % UnitMilliseconds(u) == 0) ?? "ms";
        return string.Create(CultureInfo.InvariantCulture, $"{milliseconds / UnitMilliseconds(unit)}{unit}");
    }

    private static long UnitMilliseconds(string unit) => unit switch
    {
        "ms" or "milli" or "millis" or "millisecond" or "milliseconds" => 1,
        "s" or "second" or "seconds" => 1_000,
        "m" or "minute" or "minutes" => 60_000,
        "h" or "hour" or "hours" => 3_600_000,
        _ => 86_400_000,
    };

    [GeneratedRegex(
        @"^(?<number>[0-9]{1,18}(\.[0-9]{1,9})?)\s*(?<unit>ms|milli|millis|milliseconds?|s|seconds?|m|minutes?|h|hours?|d|days?)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
