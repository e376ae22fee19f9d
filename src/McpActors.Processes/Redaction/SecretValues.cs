namespace McpActors.Processes.Redaction;

/// <summary>Collects the secrets of a server's definition.</summary>
internal static class SecretValues
{
    public static IEnumerable<string> Of(
        IReadOnlyDictionary<string, string> environment, IReadOnlyList<string> arguments,
        IReadOnlyCollection<string> secretArguments, IReadOnlyCollection<string> shownVariables)
    {
        var shown = shownVariables.ToHashSet(StringComparer.Ordinal);
        var values = environment.SelectMany(variable => OfVariable(variable.Key, variable.Value, shown.Contains(variable.Key)))
            .Concat(SecretArguments.Find(arguments, secretArguments).SelectMany(found => SecretParts.Of(found.Value, whole: true).Prepend(found.Value)))
            .Concat(arguments.SelectMany(argument => SecretParts.Of(argument, whole: false)));
        return values.SelectMany(Lines);
    }

    private static IEnumerable<string> OfVariable(string name, string value, bool isShown)
    {
        var isSecret = !isShown
            && !SecretNames.IsHarmless(name)
            // A number with a secret's name, such as a PIN, is a secret.
            && (!HarmlessValues.Is(value) || (SecretNames.IsSecret(name) && HarmlessValues.IsNumber(value)));
        var parts = isShown ? [] : SecretParts.Of(value, whole: isSecret);
        return isSecret ? parts.Prepend(value) : parts;
    }

    // A secret of several lines, such as a private key, may be printed line by line, or without line breaks. Some
    // variables use \n as a line break.
    private static IEnumerable<string> Lines(string value)
    {
        value = value.Trim();
        var breaks = value.Replace("\\n", "\n", StringComparison.Ordinal);
        if (!breaks.Contains('\n', StringComparison.Ordinal)) return [value];
        var lines = breaks.Split('\n', StringSplitOptions.TrimEntries);
        return [value, .. lines.Where(line => !HarmlessValues.Is(line)), string.Concat(lines)];
    }
}
