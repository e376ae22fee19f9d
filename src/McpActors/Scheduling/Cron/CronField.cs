using System.Globalization;

namespace McpActors.Scheduling.Cron;

/// <summary>
/// One field of a cron line, checked more strictly than by NCrontab, which takes <c>*/0</c> for <c>*</c>, turns
/// <c>22-2</c> into <c>2-22</c> and reads <c>M</c> as March. A refusal is better than a schedule with another meaning.
/// </summary>
internal sealed record CronField(string Name, int Min, int Max, params string[] Names)
{
    private static readonly CronField Second = new("second", 0, 59);

    private static readonly CronField[] FromMinutes =
    [
        new("minute", 0, 59),
        new("hour", 0, 23),
        new("day of month", 1, 31),
        new("month", 1, 12, CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12]),
        new("day of week", 0, 6, CultureInfo.InvariantCulture.DateTimeFormat.DayNames),
    ];

    /// <summary>The fields of a line without seconds, in order.</summary>
    public static IReadOnlyList<CronField> FiveFields { get; } = FromMinutes;

    /// <summary>The fields of a line with seconds, in order.</summary>
    public static IReadOnlyList<CronField> SixFields { get; } = [Second, .. FromMinutes];

    /// <summary>The allowed values, for an error message.</summary>
    public string Allowed =>
        $"{Min}-{Max}{(Name == "day of week" ? " (0 is Sunday)" : "")}{(Names.Length > 0 ? $" or {Names[0][..3]}-{Names[^1][..3]}" : "")}, " +
        $"ranges ({Min}-{Min + 2}), lists ({Min},{Min + 2}), steps (*/{Min + 2}) and *";

    /// <summary>The mistake in <paramref name="text"/>; null if there is none.</summary>
    public string? Check(string text) => text.Split(',').Select(CheckElement).FirstOrDefault(problem => problem is not null);

    private string? CheckElement(string element)
    {
        var (range, step) = element.IndexOf('/') is >= 0 and var slash ? (element[..slash], element[(slash + 1)..]) : (element, null);
        if (step is not null && !(TryNumber(step, out var every) && every >= 1 && every <= Max))
            return $"the step '{step}' is not one of 1-{Max}";
        if (range == "*")
            return null;
        var (from, to) = range.IndexOf('-') is >= 0 and var dash ? (range[..dash], range[(dash + 1)..]) : (range, range);
        if (!TryValue(from, out var first))
            return $"'{from}' is not an allowed value";
        if (!TryValue(to, out var last))
            return $"'{to}' is not an allowed value";
        return first > last ? $"the range '{range}' runs backwards" : null;
    }

    private bool TryValue(string text, out int value)
    {
        var name = Array.FindIndex(Names, n => Same(n, text) || Same(n[..3], text));
        value = name + Min;
        return name >= 0 || (TryNumber(text, out value) && value >= Min && value <= Max);

        static bool Same(string a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryNumber(string text, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
