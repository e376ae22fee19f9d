namespace McpActors.Configuration.Syntax;

/// <summary>
/// Resolves <c>${path}</c> and <c>${?path}</c>: from the same text, or else from the environment. What is optional and not found
/// leaves the key as it was before, or unset; within a text it is empty.
/// </summary>
internal sealed class Substitutions
{
    private readonly ObjectNode _root;
    private readonly Func<string, string?> _environment;
    private readonly HashSet<Node> _open = new(ReferenceEqualityComparer.Instance);

    private Substitutions(ObjectNode root, Func<string, string?> environment)
    {
        _root = root;
        _environment = environment;
    }

    /// <exception cref="McpConfigurationException">A substitution that is not optional has no value, or refers to itself.</exception>
    public static ObjectNode Resolve(ObjectNode root, Func<string, string?> environment) =>
        new Substitutions(root, environment).Resolve(root);

    private ObjectNode Resolve(ObjectNode node)
    {
        var result = new ObjectNode(node.Position);
        foreach (var (key, value) in node.Members)
        {
            if (Resolve(value) is { } resolved) result.Members[key] = resolved;
        }
        return result;
    }

    private Node? Resolve(Node node)
    {
        if (node is ScalarNode) return node;
        if (node is ObjectNode o) return Resolve(o);
        if (node is ListNode list) return list with { Items = [.. list.Items.Select(Resolve).OfType<Node>()] };
        if (!_open.Add(node)) return null;
        var result = node switch
        {
            SubstitutionNode s => Substitute(s),
            OverrideNode over => Override(over),
            JoinNode join => Join(join),
            _ => throw new InvalidOperationException($"unknown node {node.GetType().Name}"),
        };
        _open.Remove(node);
        return result;
    }

    private Node? Override(OverrideNode node)
    {
        var later = Resolve(node.Later);
        if (later is null) return Resolve(node.Earlier);
        return later is ObjectNode above && Resolve(node.Earlier) is ObjectNode below ? above.Over(below) : later;
    }

    private Node? Join(JoinNode node)
    {
        var parts = node.Parts.Select(Resolve).OfType<Node>().ToList();
        return parts.Count == 0 ? null : HoconJoin.Join(parts, node.Position);
    }

    private Node? Substitute(SubstitutionNode node)
    {
        var found = Find(node.Path) is { } target ? Resolve(target) : null;
        // What the user wrote is the substitution: mistakes in its value are to be sought there.
        if (found is ScalarNode text) return text with { Position = node.Position };
        if (found is not null) return found;
        if (_environment(node.Name) is { } value) return new ScalarNode(value, null, node.Position) { Variables = [$"{node.Name}={value}"] };
        if (node.Optional) return null;
        throw HoconCursor.Fail(node.Position!,
            $"nothing is named '{node.Name}', neither here nor in the environment, or it refers to itself",
            $"a key of this file, a variable that is set, or ${{?{node.Name}}} where it may be missing");
    }

    private Node? Find(IReadOnlyList<string> path)
    {
        Node? at = _root;
        foreach (var key in path)
        {
            if (at is not ObjectNode and not null) at = Resolve(at);
            if (at is not ObjectNode o || !o.Members.TryGetValue(key, out at)) return null;
        }
        return at;
    }
}
