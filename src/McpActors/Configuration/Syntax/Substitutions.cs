namespace McpActors.Configuration.Syntax;

/// <summary>
/// Resolves <c>${path}</c> and <c>${?path}</c> from the same text, or else from the environment. An optional
/// substitution that is not found leaves the key unchanged or unset; within a text it is empty. Each value is resolved
/// once, and the total size is limited.
/// </summary>
internal sealed class Substitutions
{
    // The depth of values that are being resolved, including enclosing lists and objects: a chain of 100 joined values
    // within 64 levels has depth 264. Each takes a few stack frames, and unwinding thousands of frames by an exception
    // takes seconds.
    private const int Deepest = 400;

    // Values in a circle depend on where the circle is entered, so their results are not cached.
    private const int MostRepetitions = 100_000;

    private readonly ObjectNode _root;
    private readonly Func<string, string?> _environment;
    private readonly Dictionary<Node, Resolved> _resolved = new(ReferenceEqualityComparer.Instance);

    // The values being resolved, with the number of open values when each began.
    private readonly Dictionary<Node, int> _open = new(ReferenceEqualityComparer.Instance);

    // The outermost open value that the current one has referred back to.
    private int _cameBackTo = int.MaxValue;
    private int _depth;
    private int _repetitions;
    private ExpandedSize _built;

    private Substitutions(ObjectNode root, Func<string, string?> environment)
    {
        _root = root;
        _environment = environment;
    }

    /// <exception cref="McpConfigurationException">A required substitution has no value or refers to itself, or the
    /// result is too large.</exception>
    public static ObjectNode Resolve(ObjectNode root, Func<string, string?> environment) =>
        (ObjectNode)new Substitutions(root, environment).Resolve(root, root.Position).Node!;

    private Resolved Resolve(Node node, SourcePosition? from)
    {
        if (node is ScalarNode text) return new Resolved(text, ExpandedSize.Of(text));
        if (_resolved.TryGetValue(node, out var known)) return known;
        if (_open.TryGetValue(node, out var since))
        {
            _cameBackTo = Math.Min(_cameBackTo, since);
            return default;
        }
        if (++_depth > Deepest) throw TooLarge(node);
        var before = _cameBackTo;
        _cameBackTo = int.MaxValue;
        // A list or an object may contain itself; only the reference inside it that comes back is refused.
        var level = _open.Count;
        var isOpened = node is not (ListNode or ObjectNode);
        if (isOpened) _open.Add(node, level);

        var result = ResolveWhole(node);
        if (result.Size.IsTooLarge) throw TooLarge(node);

        if (isOpened) _open.Remove(node);
        _depth--;
        // The result of a value in a circle depends on where the circle is entered.
        if (_cameBackTo == int.MaxValue) _resolved[node] = result;
        else if (++_repetitions > MostRepetitions)
            throw Fail(node.Position ?? from, "values refer to one another in too many circles", "values that do not refer to themselves");
        _cameBackTo = Math.Min(before, _cameBackTo >= level ? int.MaxValue : _cameBackTo);
        return result;
    }

    private Resolved ResolveWhole(Node node) => node switch
    {
        ObjectNode o => Object(o),
        ListNode list => List(list),
        SubstitutionNode s => Substitute(s),
        OverrideNode over => Override(over),
        JoinNode join => Join(join),
        _ => throw new InvalidOperationException($"unknown node {node.GetType().Name}"),
    };

    private Resolved Object(ObjectNode node)
    {
        var result = new ObjectNode(node.Position);
        var size = new ExpandedSize();
        foreach (var (key, value) in node.Members)
        {
            var member = Resolve(value, node.Position);
            if (member.Node is null) continue;
            result.Members[key] = member.Node;
            size += member.Size;
            if (size.IsTooLarge) throw TooLarge(value);
        }
        return new Resolved(result, size.Nested);
    }

    private Resolved List(ListNode node)
    {
        var items = new List<Node>(node.Items.Count);
        var size = new ExpandedSize();
        foreach (var value in node.Items)
        {
            var item = Resolve(value, node.Position);
            if (item.Node is null) continue;
            items.Add(item.Node);
            size += item.Size;
            if (size.IsTooLarge) throw TooLarge(value);
        }
        return new Resolved(node with { Items = items }, size.Nested);
    }

    private Resolved Override(OverrideNode node)
    {
        var later = Resolve(node.Later, node.Position);
        if (later.Node is null) return Resolve(node.Earlier, node.Position);
        if (later.Node is not ObjectNode above) return later;
        var earlier = Resolve(node.Earlier, node.Position);
        return earlier.Node is ObjectNode below ? new Resolved(above.Over(below), Build(node, later.Size + earlier.Size)) : later;
    }

    private Resolved Join(JoinNode node)
    {
        var parts = new List<Node>(node.Parts.Count);
        var size = new ExpandedSize();
        foreach (var part in node.Parts)
        {
            var resolved = Resolve(part, node.Position);
            if (resolved.Node is null) continue;
            parts.Add(resolved.Node);
            size += resolved.Size;
        }
        return parts.Count == 0 ? default : new Resolved(HoconJoin.Join(parts, node.Position), Build(node, size));
    }

    private Resolved Substitute(SubstitutionNode node)
    {
        var found = Find(node.Path, node.Position) is { } target ? Resolve(target, node.Position) : default;
        // The user wrote the substitution, so mistakes in its value are reported there.
        if (found.Node is ScalarNode text) return new Resolved(text with { Position = node.Position }, found.Size.Referred);
        if (found.Node is not null) return found with { Size = found.Size.Referred };
        if (_environment(node.Name) is { } value)
        {
            var variable = new ScalarNode(value, null, node.Position) { Variables = [$"{node.Name}={value}"] };
            return new Resolved(variable, ExpandedSize.Of(variable));
        }
        if (node.Optional) return default;
        throw Fail(node.Position,
            $"nothing is named '{node.Name}', neither here nor in the environment, or it refers to itself",
            $"a key of this file, a variable that is set, or ${{?{node.Name}}} where it may be missing");
    }

    private Node? Find(IReadOnlyList<string> path, SourcePosition? from)
    {
        Node? at = _root;
        foreach (var key in path)
        {
            if (at is not ObjectNode and not null) at = Resolve(at, from).Node;
            if (at is not ObjectNode o || !o.Members.TryGetValue(key, out at)) return null;
        }
        return at;
    }

    // A new value is built here; a large value that is only referred to would not count otherwise.
    private ExpandedSize Build(Node node, ExpandedSize size)
    {
        _built += size;
        return size.IsTooLarge || _built.IsTooLarge ? throw TooLarge(node) : size;
    }

    private static McpConfigurationException TooLarge(Node node) => Fail(node.Position, "is too large once its references are written out",
        $"at most {ExpandedSize.MostValues:N0} values, {ExpandedSize.MostCharacters >> 20} Mi characters, {ExpandedSize.DeepestNesting} levels"
        + $" and chains of {ExpandedSize.LongestChain} in one configuration");

    private static McpConfigurationException Fail(SourcePosition? position, string problem, string allowed) =>
        HoconCursor.Fail(position ?? new SourcePosition("the configuration", 0, 0), problem, allowed);

    /// <summary>The result of a value; without a node if it resolves to nothing.</summary>
    private readonly record struct Resolved(Node? Node, ExpandedSize Size);
}
