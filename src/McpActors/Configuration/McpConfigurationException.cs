namespace McpActors.Configuration;

/// <summary>The configuration is refused. The message names every mistake, one on a line.</summary>
public sealed class McpConfigurationException : Exception
{
    /// <summary>Refuses for these mistakes, of which there is at least one.</summary>
    /// <param name="mistakes">The mistakes, in the order in which they should be read.</param>
    /// <param name="inner">What the system said, where it said something.</param>
    public McpConfigurationException(IReadOnlyList<ConfigurationMistake> mistakes, Exception? inner = null)
        : base(Describe(mistakes), inner) => Mistakes = mistakes;

    /// <summary>All mistakes that were found.</summary>
    public IReadOnlyList<ConfigurationMistake> Mistakes { get; }

    /// <summary>The full paths of the files of <c>import</c>, as far as the configuration could be read: a mistake may have to be put right in them.</summary>
    public IReadOnlyList<string> ImportedFiles { get; init; } = [];

    private static string Describe(IReadOnlyList<ConfigurationMistake> mistakes) => mistakes.Count == 1
        ? $"The configuration has a mistake. {mistakes[0]}"
        : $"The configuration has {mistakes.Count} mistakes:{string.Concat(mistakes.Select(m => $"{Environment.NewLine}  {m}"))}";
}
