namespace McpActors.Configuration.Syntax;

/// <summary>
/// The size of a value with all its references written out. Small texts can be huge: thirty lines that each name the
/// previous one twice make a billion values.
/// </summary>
/// <param name="Values">The number of texts, lists and objects.</param>
/// <param name="Characters">The characters of all texts, including the variables used in them.</param>
/// <param name="Height">The nesting depth of lists and objects.</param>
/// <param name="Chain">The length of the longest chain of references.</param>
internal readonly record struct ExpandedSize(long Values, long Characters, int Height, int Chain)
{
    /// <summary>The maximum number of values of one configuration.</summary>
    public const int MostValues = 1_000_000;

    /// <summary>The maximum number of characters: twice that of one file.</summary>
    public const long MostCharacters = 2L * ConfigurationFile.MostBytes;

    /// <summary>
    /// The deepest nesting: far more than any sensible configuration has, and far less than a stack allows.
    /// </summary>
    public const int DeepestNesting = 64;

    /// <summary>The longest chain; nobody could follow a longer one.</summary>
    public const int LongestChain = 100;

    public bool IsTooLarge => Values > MostValues || Characters > MostCharacters || Height > DeepestNesting || Chain > LongestChain;

    /// <summary>The size inside a list or an object.</summary>
    public ExpandedSize Nested => this with { Values = Values + 1, Height = Height + 1 };

    /// <summary>The size behind a substitution that refers to it.</summary>
    public ExpandedSize Referred => this with { Chain = Chain + 1 };

    public static ExpandedSize Of(ScalarNode text) => new(1, text.Text.Length + text.Variables.Sum(variable => variable.Length + 1L), 0, 0);

    public static ExpandedSize operator +(ExpandedSize one, ExpandedSize other) =>
        new(one.Values + other.Values, one.Characters + other.Characters, Math.Max(one.Height, other.Height), Math.Max(one.Chain, other.Chain));
}
