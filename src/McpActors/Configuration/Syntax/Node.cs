namespace McpActors.Configuration.Syntax;

/// <summary>One value of a configuration. Immutable, except <see cref="ObjectNode"/>, which the parser fills.</summary>
/// <param name="Position">The start of the value; null if Akka.NET's own parser, which keeps no positions, has read
/// it.</param>
internal abstract record Node(SourcePosition? Position);

/// <summary>A text, a number or a word.</summary>
/// <param name="Text">The content.</param>
/// <param name="Quoted">Whether any part was in quotes; null if unknown (Akka.NET's parser drops quotes).</param>
/// <param name="Position">The start of the value.</param>
internal sealed record ScalarNode(string Text, bool? Quoted, SourcePosition? Position) : Node(Position)
{
    /// <summary>
    /// The environment variables used in it, each as <c>NAME=value</c>, so that their values can be redacted.
    /// </summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>HOCON's null: the same as a missing key.</summary>
    public bool IsNull => Quoted != true && Text == "null";
}

/// <summary><c>[ ... ]</c></summary>
internal sealed record ListNode(IReadOnlyList<Node> Items, SourcePosition? Position) : Node(Position);

/// <summary><c>{ ... }</c></summary>
internal sealed record ObjectNode(SourcePosition? Position) : Node(Position)
{
    /// <summary>The members, in the order of their first occurrence.</summary>
    public OrderedDictionary<string, Node> Members { get; private init; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Adds a later value. If it and the earlier value of its key are objects, it takes over the earlier one's members
    /// instead of copying them: copying would make the time for a file of <c>a.b1 = 1</c>, <c>a.b2 = 1</c> grow with
    /// its square.
    /// </summary>
    public void Put(string key, Node value)
    {
        if (!Members.TryGetValue(key, out var earlier)) Members[key] = value;
        else if (value is not ObjectNode above) Members[key] = Override(earlier, value);
        else if (earlier is ObjectNode below) Members[key] = below.TakenOver(above);
        else if (earlier is OverrideNode { Later: ObjectNode later } over) Members[key] = over with { Later = later.TakenOver(above), Position = above.Position };
        else Members[key] = Override(earlier, value);
    }

    /// <summary>Merges adjacent objects; later ones override earlier ones. The arguments are not changed.</summary>
    public static ObjectNode Merged(IReadOnlyList<ObjectNode> parts)
    {
        if (parts.Count == 1) return parts[0];
        var members = new OrderedDictionary<string, List<Node>>(StringComparer.Ordinal);
        foreach (var (key, value) in parts.SelectMany(part => part.Members))
        {
            if (members.TryGetValue(key, out var values)) values.Add(value);
            else members[key] = [value];
        }
        var merged = new ObjectNode(parts[^1].Position ?? parts[0].Position);
        foreach (var (key, values) in members) merged.Members[key] = Merged(values);
        return merged;
    }

    // Consecutive objects are merged together instead of one by one with the intermediate result.
    private static Node Merged(List<Node> values)
    {
        Node? merged = null;
        for (var i = 0; i < values.Count;)
        {
            var objects = values.Skip(i).TakeWhile(value => value is ObjectNode).Cast<ObjectNode>().ToList();
            var next = objects.Count > 0 ? Merged(objects) : values[i];
            merged = merged is null ? next : Override(merged, next);
            i += Math.Max(1, objects.Count);
        }
        return merged!;
    }

    private ObjectNode TakenOver(ObjectNode above)
    {
        foreach (var (name, member) in above.Members) Put(name, member);
        return new ObjectNode(above.Position ?? Position) { Members = Members };
    }

    /// <summary>Merges this object over <paramref name="fallback"/>; objects that both have are merged too.</summary>
    public ObjectNode Over(ObjectNode fallback)
    {
        var merged = new ObjectNode(Position ?? fallback.Position);
        foreach (var (key, value) in fallback.Members) merged.Members[key] = value;
        foreach (var (key, value) in Members)
        {
            merged.Members[key] = merged.Members.TryGetValue(key, out var below) ? Override(below, value) : value;
        }
        return merged;
    }

    /// <summary>Combines an earlier and a later value of the same key.</summary>
    public static Node Override(Node earlier, Node later) => (earlier, later) switch
    {
        (ObjectNode below, ObjectNode above) => above.Over(below),
        // Until their substitutions are resolved it is unknown whether they merge, replace or vanish.
        (_, JoinNode or SubstitutionNode or OverrideNode) or (JoinNode or SubstitutionNode or OverrideNode, ObjectNode)
            => new OverrideNode(earlier, later, later.Position),
        _ => later,
    };
}

/// <summary><c>${path}</c> or <c>${?path}</c>, before it is resolved.</summary>
internal sealed record SubstitutionNode(IReadOnlyList<string> Path, bool Optional, SourcePosition? Position) : Node(Position)
{
    public string Name => string.Join('.', Path);
}

/// <summary>Adjacent values, at least one of them a substitution.</summary>
internal sealed record JoinNode(IReadOnlyList<Node> Parts, SourcePosition? Position) : Node(Position);

/// <summary>A value over an earlier one of the same key, if either depends on a substitution.</summary>
internal sealed record OverrideNode(Node Earlier, Node Later, SourcePosition? Position) : Node(Position);
