namespace McpActors.Configuration.Syntax;

/// <summary>
/// How large a value is when everything in it is written out. Values that refer to one another are small on paper: thirty lines that each name the one
/// before them twice are a billion.
/// </summary>
/// <param name="Values">How many texts, lists and objects.</param>
/// <param name="Characters">Of all texts, with the variables that went into them.</param>
/// <param name="Height">How deep lists and objects are nested.</param>
/// <param name="Chain">How many values refer to one another, one after the other.</param>
internal readonly record struct ExpandedSize(long Values, long Characters, int Height, int Chain)
{
    /// <summary>The most values of one configuration.</summary>
    public const int MostValues = 1_000_000;

    /// <summary>The most characters: twice what one file may have.</summary>
    public const long MostCharacters = 2L * ConfigurationFile.MostBytes;

    /// <summary>The deepest nesting: far above any sensible configuration, far below what a stack can take.</summary>
    public const int DeepestNesting = 64;

    /// <summary>The longest chain: nobody could follow it.</summary>
    public const int LongestChain = 100;

    public bool IsTooLarge => Values > MostValues || Characters > MostCharacters || Height > DeepestNesting || Chain > LongestChain;

    /// <summary>In a list or an object.</summary>
    public ExpandedSize Nested => this with { Values = Values + 1, Height = Height + 1 };

    /// <summary>Where a substitution refers to it.</summary>
    public ExpandedSize Referred => this with { Chain = Chain + 1 };

    public static ExpandedSize Of(ScalarNode text) => new(1, text.Text.Length + text.Variables.Sum(variable => variable.Length + 1L), 0, 0);

    public static ExpandedSize operator +(ExpandedSize one, ExpandedSize other) =>
        new(one.Values + other.Values, one.Characters + other.Characters, Math.Max(one.Height, other.Height), Math.Max(one.Chain, other.Chain));
}
