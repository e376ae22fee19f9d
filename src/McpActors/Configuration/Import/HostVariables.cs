namespace McpActors.Configuration.Import;

/// <summary>
/// What an imported definition took out of the host's environment, each as <c>NAME=value</c>: by its name a value is known to be secret, also where
/// it stands alone among the arguments. Two are equal where they say the same, so that settings which were read twice are.
/// </summary>
internal sealed record HostVariables(IReadOnlyList<string> Assignments)
{
    public static HostVariables None { get; } = new([]);

    public bool Equals(HostVariables? other) => other is not null && Assignments.SequenceEqual(other.Assignments, StringComparer.Ordinal);

    public override int GetHashCode() => Assignments.Count;
}
