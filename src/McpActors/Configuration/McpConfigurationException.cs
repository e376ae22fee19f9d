namespace McpActors.Configuration;

/// <summary>The configuration is invalid. The message lists every mistake, one on a line.</summary>
public sealed class McpConfigurationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="mistakes">The mistakes, at least one, in reading order.</param>
    /// <param name="inner">The cause, if any.</param>
    public McpConfigurationException(IReadOnlyList<ConfigurationMistake> mistakes, Exception? inner = null)
        : base(Describe(mistakes), inner) => Mistakes = mistakes;

    /// <summary>All mistakes that were found.</summary>
    public IReadOnlyList<ConfigurationMistake> Mistakes { get; }

    /// <summary>
    /// The full paths of the imported files that are known so far: the mistake may be in one of them.
    /// </summary>
    public IReadOnlyList<string> ImportedFiles { get; init; } = [];

    private static string Describe(IReadOnlyList<ConfigurationMistake> mistakes) => mistakes.Count == 1
        ? $"The configuration has a mistake. {mistakes[0]}"
        : $"The configuration has {mistakes.Count} mistakes:{string.Concat(mistakes.Select(m => $"{Environment.NewLine}  {m}"))}";
}
