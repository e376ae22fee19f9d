namespace McpActors.Configuration;

/// <summary>
/// <c>redact</c>: what of a server's definition is a secret beyond what names and values tell, and what is none. Two are equal where they say the
/// same. Immutable.
/// </summary>
public sealed record RedactSettings
{
    /// <summary><c>args</c>: names of arguments that a secret follows, or stands in after <c>=</c>, such as <c>-p</c>. None by default.</summary>
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary><c>show-env</c>: variables of <c>env</c> whose values may be shown. None by default.</summary>
    public IReadOnlyList<string> ShowEnv { get; init; } = [];

    /// <summary>Whether both say the same.</summary>
    public bool Equals(RedactSettings? other) =>
        other is not null && Args.SequenceEqual(other.Args, StringComparer.Ordinal) && ShowEnv.SequenceEqual(other.ShowEnv, StringComparer.Ordinal);

    /// <summary>The same for those that are equal.</summary>
    public override int GetHashCode() => HashCode.Combine(Args.Count, ShowEnv.Count);
}
