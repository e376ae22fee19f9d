using McpActors.Configuration.Syntax;

namespace McpActors.Configuration;

/// <summary>
/// What a server's definition took out of the host's environment, each as <c>NAME=value</c>: by its name a value is known to be secret, also where
/// it stands alone among the arguments. Two are equal where they say the same, so that settings which were read twice are.
/// </summary>
internal sealed record HostVariables(IReadOnlyList<string> Assignments)
{
    public static HostVariables None { get; } = new([]);

    /// <summary>What went into the texts of these nodes, and of the lists and objects among them.</summary>
    public static HostVariables In(IEnumerable<Node> nodes) =>
        new([.. nodes.SelectMany(Variables).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]);

    public bool Equals(HostVariables? other) => other is not null && Assignments.SequenceEqual(other.Assignments, StringComparer.Ordinal);

    public override int GetHashCode() => Assignments.Count;

    private static IEnumerable<string> Variables(Node node) => node switch
    {
        ScalarNode text => text.Variables,
        ListNode list => list.Items.SelectMany(Variables),
        ObjectNode o => o.Members.Values.SelectMany(Variables),
        _ => [],
    };
}
