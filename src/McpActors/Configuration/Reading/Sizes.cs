using System.Globalization;
using System.Text.RegularExpressions;

namespace McpActors.Configuration.Reading;

/// <summary>
/// Sizes in bytes as text: a number and a unit; kB, MB, GB are powers of 1000, KiB, MiB, GiB of 1024.
/// </summary>
internal static partial class Sizes
{
    /// <summary>Parses whole bytes; null for anything else.</summary>
    public static long? Parse(string text)
    {
        var match = Shape().Match(text);
        if (!match.Success) return null;
        var number = decimal.Parse(match.Groups["number"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        var bytes = number * UnitBytes(match.Groups["unit"].Value);
        return bytes == decimal.Truncate(bytes) && bytes <= long.MaxValue ? (long)bytes : null;
    }

    /// <summary>Formats a size in the largest binary unit in which it is a whole number.</summary>
    public static string Format(long bytes) =>
        bytes > 0 && bytes % (1L << 20) == 0 ? $"{(bytes >> 20).ToString(CultureInfo.InvariantCulture)} MiB"
        : bytes > 0 && bytes % (1L << 10) == 0 ? $"{(bytes >> 10).ToString(CultureInfo.InvariantCulture)} KiB"
        : $"{bytes.ToString(CultureInfo.InvariantCulture)} B";

    private static long UnitBytes(string unit) => unit switch
    {
        "kB" => 1_000,
        "KiB" => 1L << 10,
        "MB" => 1_000_000,
        "MiB" => 1L << 20,
        "GB" => 1_000_000_000,
        "GiB" => 1L << 30,
        _ => 1,
    };

    [GeneratedRegex(@"^(?<number>[0-9]{1,15}(\.[0-9]{1,9})?)\s*(?<unit>B|bytes?|kB|KiB|MB|MiB|GB|GiB)\z", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
