namespace McpActors.Configuration;

/// <summary>
/// The section <c>redact</c>: exceptions to the rules that find secrets by names and values. Instances with the same
/// content are equal. Immutable.
/// </summary>
public sealed record RedactSettings
{
    /// <summary>
    /// Names of arguments that are followed by a secret, or by <c>=</c> and a secret, such as <c>-p</c> (<c>args</c>).
    /// The default is none.
    /// </summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Variables of <c>env</c> whose values may be shown (<c>show-env</c>). The default is none.</summary>
    public IReadOnlyList<string> ShowEnv { get; init; } = [];

    /// <summary>Returns true if both have the same content.</summary>
    public bool Equals(RedactSettings? other) =>
        other is not null && Args.SequenceEqual(other.Args, StringComparer.Ordinal) && ShowEnv.SequenceEqual(other.ShowEnv, StringComparer.Ordinal);

    /// <summary>Returns the same value for equal instances.</summary>
    public override int GetHashCode() => HashCode.Combine(Args.Count, ShowEnv.Count);
}
