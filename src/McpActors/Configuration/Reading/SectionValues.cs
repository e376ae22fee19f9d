using System.Globalization;
using McpActors.Common;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>
/// Typed values of a <see cref="Section"/>. A wrong value is added as a mistake and replaced by the default, so that
/// reading continues.
/// </summary>
internal static class SectionValues
{
    /// <summary>Reads a text; numbers and words are read as text.</summary>
    public static string Text(this Section section, string key, string fallback, string allowed = "a text")
    {
        if (section.Find(key) is not { } found) return fallback;
        if (found.Node is not ScalarNode { Text: var text })
        {
            section.Mistakes.Add(found.Path, found.Node, "is not a text", allowed);
            return fallback;
        }
        if (!text.Contains('\0', StringComparison.Ordinal)) return text;
        section.Mistakes.Add(found.Path, found.Node, "contains a NUL character, which cannot be passed to a program", allowed);
        return fallback;
    }

    /// <summary>
    /// Reads a duration of at least <paramref name="least"/>, or of at least 1 ms. <paramref name="zero"/> describes
    /// the meaning of 0s if it is allowed.
    /// </summary>
    public static TimeSpan Duration(this Section section, string key, TimeSpan fallback, string? zero = null, TimeSpan least = default)
    {
        if (section.Find(key) is not { } found) return fallback;
        var example = Durations.Format(fallback);
        var range = (zero, least > TimeSpan.Zero) switch
        {
            (null, false) => "1ms to 24d",
            (null, true) => $"{Durations.Format(least)} to 24d",
            (_, false) => $"0s ({zero}) to 24d",
            (_, true) => $"{Durations.Format(least)} to 24d, or 0s ({zero}),",
        };
        var allowed = $"a duration from {range} with a unit (ms, s, m, h, d), such as {(example == "0s" ? "2s" : example)}";
        var problem = found.Node is not ScalarNode { Text: var text } ? "is not a duration"
            : Durations.Parse(text) is not { } duration ? DurationProblem(text)
            : duration == TimeSpan.Zero ? (zero is null ? "must be longer than zero" : null)
            : duration < least ? $"is shorter than {Durations.Format(least)}"
            : null;
        if (problem is null) return Durations.Parse(((ScalarNode)found.Node).Text)!.Value;
        section.Mistakes.Add(found.Path, found.Node, problem, allowed);
        return fallback;
    }

    /// <summary>
    /// Reads the interval of a repeating timer, at least 1 second, because an idle host wakes up that often.
    /// </summary>
    public static TimeSpan Interval(this Section section, string key, TimeSpan fallback, string? zero = null) =>
        section.Duration(key, fallback, zero, TimeSpan.FromSeconds(1));

    /// <summary>Reads a size in bytes.</summary>
    public static long Size(this Section section, string key, long fallback, long least, long most, string allowed)
    {
        if (section.Find(key) is not { } found) return fallback;
        var size = found.Node is ScalarNode { Text: var text } ? Sizes.Parse(text) : null;
        if (size is { } value && value >= least && value <= most) return value;
        var problem = size is null ? "is not a size with a unit" : size < least ? "is too small" : "is too large";
        section.Mistakes.Add(found.Path, found.Node, problem, allowed);
        return fallback;
    }

    /// <summary>Reads a whole number.</summary>
    public static int Count(this Section section, string key, int fallback, int least, int most)
    {
        if (section.Find(key) is not { } found) return fallback;
        if (found.Node is ScalarNode { Text: var text }
            && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most)
            return value;
        section.Mistakes.Add(found.Path, found.Node, "is not a number in this range", $"a whole number from {least} to {most}");
        return fallback;
    }

    /// <summary>Reads a number from 0 to 1.</summary>
    public static double Fraction(this Section section, string key, double fallback)
    {
        if (section.Find(key) is not { } found) return fallback;
        if (found.Node is ScalarNode { Text: var text }
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1)
            return value;
        section.Mistakes.Add(found.Path, found.Node, "is not a number in this range", "a number from 0 to 1, such as 0.2");
        return fallback;
    }

    /// <summary>Reads a list of texts that are not empty; an empty list if the key is missing.</summary>
    public static IReadOnlyList<string> Texts(this Section section, string key, string allowed)
    {
        if (section.Find(key) is not { } found) return [];
        if (found.Node is not ListNode { Items: var items })
        {
            section.Mistakes.Add(found.Path, found.Node, "is not a list", allowed);
            return [];
        }
        foreach (var (index, item) in items.Index())
        {
            if (item is not ScalarNode { IsNull: false, Text.Length: > 0 })
                section.Mistakes.Add($"{found.Path}[{index}]", item, "is not a text, or is empty", allowed);
        }
        return [.. items.OfType<ScalarNode>().Select(item => item.Text)];
    }

    /// <summary>Reads one of several words.</summary>
    public static T Word<T>(this Section section, string key, T fallback, params ReadOnlySpan<(string Word, T Value)> words)
    {
        if (section.Find(key) is not { } found) return fallback;
        var text = (found.Node as ScalarNode)?.Text ?? "";
        var names = new List<string>();
        foreach (var (word, value) in words)
        {
            if (text == word) return value;
            names.Add(word);
        }
        section.Mistakes.Add(found.Path, found.Node, $"unknown word{Nearest.Suggest(text, names)}", string.Join(" | ", names));
        return fallback;
    }

    private static string DurationProblem(string text) =>
        text.StartsWith('-') ? "is negative"
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _) ? "has no unit"
        : "is not a duration";
}
