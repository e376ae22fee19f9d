using System.Globalization;
using McpActors.Processes;

namespace McpActors.Host.Output;

/// <summary>Formats values for people.</summary>
internal static class Text
{
    public static string Of(int number) => number.ToString(CultureInfo.InvariantCulture);

    public static string Of(Containment containment) => containment.ToString().ToLowerInvariant();

    public static string Of(Rung rung) => rung.ToString().ToLowerInvariant();

    public static long Milliseconds(TimeSpan time) => (long)Math.Round(time.TotalMilliseconds);

    /// <summary>A duration with about three digits: 8 ms, 1.2 s, 3 min 20 s, 5 h 03 min.</summary>
    public static string Of(TimeSpan time) => time.TotalSeconds switch
    {
        < 1 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalMilliseconds:0} ms"),
        < 60 => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0} s"),
        < 3600 => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalMinutes} min {time.Seconds:00} s"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours} h {time.Minutes:00} min"),
    };

    /// <summary>Memory: 812 KiB, 2.9 MiB, 1.2 GiB.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KiB"),
        < 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):0.0} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):0.0} GiB"),
    };

    /// <summary><c>1 process</c>, <c>2 processes</c>.</summary>
    public static string Count(int count, string one, string many) => $"{Of(count)} {(count == 1 ? one : many)}";
}
