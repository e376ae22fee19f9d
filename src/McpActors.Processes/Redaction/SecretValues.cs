namespace McpActors.Processes.Redaction;

/// <summary>Collects what is secret in a server's definition.</summary>
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
            // A number whose name says that it is a secret is one: a PIN.
            && (!HarmlessValues.Is(value) || (SecretNames.IsSecret(name) && HarmlessValues.IsNumber(value)));
        var parts = isShown ? [] : SecretParts.Of(value, whole: isSecret);
        return isSecret ? parts.Prepend(value) : parts;
    }

    // A secret of several lines, such as a private key, is read line by line, or written without its breaks. Some variables have \n for a break.
    private static IEnumerable<string> Lines(string value)
    {
        value = value.Trim();
        var breaks = value.Replace("\\n", "\n", StringComparison.Ordinal);
        if (!breaks.Contains('\n', StringComparison.Ordinal)) return [value];
        var lines = breaks.Split('\n', StringSplitOptions.TrimEntries);
        return [value, .. lines.Where(line => !HarmlessValues.Is(line)), string.Concat(lines)];
    }
}
