using System.Globalization;
using McpActors.Common;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>Typed values of a <see cref="Section"/>. What is wrong is noted, and the default taken so that reading goes on.</summary>
internal static class SectionValues
{
    /// <summary>A text, a number or a word, as text.</summary>
    public static string Text(this Section section, string key, string fallback, string allowed = "a text")
    {
        if (section.Find(key) is not { } found) return fallback;
        if (found.Node is not ScalarNode { Text: var text })
        {
            section.Mistakes.Add(found.Path, found.Node, "is not a text", allowed);
            return fallback;
        }
        if (!text.Contains('\0', StringComparison.Ordinal)) return text;
        section.Mistakes.Add(found.Path, found.Node, "contains a NUL character, which no program can be given", allowed);
        return fallback;
    }

    /// <summary>
    /// A duration from <paramref name="least"/>, or from 1 ms. <paramref name="zero"/> says what 0s means where it is allowed.
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

    /// <summary>What drives a timer again and again: a host that has nothing else to do wakes that often.</summary>
    public static TimeSpan Interval(this Section section, string key, TimeSpan fallback, string? zero = null) =>
        section.Duration(key, fallback, zero, TimeSpan.FromSeconds(1));

    /// <summary>A size in bytes.</summary>
    public static long Size(this Section section, string key, long fallback, long least, long most, string allowed)
    {
        if (section.Find(key) is not { } found) return fallback;
        var size = found.Node is ScalarNode { Text: var text } ? Sizes.Parse(text) : null;
        if (size is { } value && value >= least && value <= most) return value;
        var problem = size is null ? "is not a size with a unit" : size < least ? "is too small" : "is too large";
        section.Mistakes.Add(found.Path, found.Node, problem, allowed);
        return fallback;
    }

    /// <summary>A whole number.</summary>
    public static int Count(this Section section, string key, int fallback, int least, int most)
    {
        if (section.Find(key) is not { } found) return fallback;
        if (found.Node is ScalarNode { Text: var text }
            && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value)
            && value >= least && value <= most)
            return value;
        section.Mistakes.Add(found.Path, found.Node, "is not such a number", $"a whole number from {least} to {most}");
        return fallback;
    }

    /// <summary>A number from 0 to 1.</summary>
    public static double Fraction(this Section section, string key, double fallback)
    {
        if (section.Find(key) is not { } found) return fallback;
        if (found.Node is ScalarNode { Text: var text }
            && double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 1)
            return value;
        section.Mistakes.Add(found.Path, found.Node, "is not such a number", "a number from 0 to 1, such as 0.2");
        return fallback;
    }

    /// <summary>A list of texts, none of them empty; an empty list where there is none.</summary>
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
            if (item is not ScalarNode { IsNull: false, Text.Length: > 0 }) section.Mistakes.Add($"{found.Path}[{index}]", item, "is not a text, or is empty", allowed);
        }
        return [.. items.OfType<ScalarNode>().Select(item => item.Text)];
    }

    /// <summary>One of some words.</summary>
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
