namespace McpActors.Configuration.Syntax;

/// <summary>Joins adjacent values: texts to a text, lists to a list, objects to an object.</summary>
internal static class HoconJoin
{
    public static Node Join(IReadOnlyList<Node> parts, SourcePosition? start)
    {
        if (parts.Count == 1) return parts[0];
        if (parts.Any(p => p is SubstitutionNode or JoinNode or OverrideNode)) return new JoinNode(parts, start);
        if (parts.All(p => p is ScalarNode))
        {
            var scalars = parts.Cast<ScalarNode>().ToList();
            return new ScalarNode(string.Concat(scalars.Select(s => s.Text)), scalars.Any(s => s.Quoted != false), start)
            {
                Variables = [.. scalars.SelectMany(s => s.Variables)],
            };
        }
        // Blanks matter only between texts.
        var solid = parts.Where(p => p is not ScalarNode { Quoted: not true } s || !string.IsNullOrWhiteSpace(s.Text)).ToList();
        if (solid.Count == 1) return solid[0];
        if (solid.All(p => p is ListNode)) return new ListNode([.. solid.Cast<ListNode>().SelectMany(l => l.Items)], start);
        if (solid.All(p => p is ObjectNode)) return ObjectNode.Merged([.. solid.Cast<ObjectNode>()]);
        var place = start ?? new SourcePosition("the configuration", 1, 1);
        throw HoconCursor.Fail(place, "text, lists and objects are mixed in one value",
            "one kind; is a comma or a new line missing?");
    }
}
