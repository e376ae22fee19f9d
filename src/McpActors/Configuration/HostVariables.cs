using McpActors.Configuration.Syntax;

namespace McpActors.Configuration;

/// <summary>
/// The values that a server's definition took from the host's environment, each as <c>NAME=value</c>: the name tells
/// whether the value is secret, even if it stands alone among the arguments. Instances with the same content are equal,
/// so that settings read twice are equal.
/// </summary>
internal sealed record HostVariables(IReadOnlyList<string> Assignments)
{
    public static HostVariables None { get; } = new([]);

    /// <summary>The variables used in these nodes, including nested lists and objects.</summary>
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
