using Akka.Configuration;
using Akka.Configuration.Hocon;

namespace McpActors.Configuration.Syntax;

/// <summary>
/// Converts nodes to Akka.NET's HOCON elements and back. Our elements derive from Akka.NET's and keep position and
/// quotes through <c>WithFallback</c>, which preserves the elements it merges.
/// </summary>
internal static class AkkaNodes
{
    private sealed class SourcedLiteral(ScalarNode node) : HoconLiteral
    {
        public ScalarNode Node { get; } = node;
    }

    private sealed class SourcedObject(SourcePosition? position) : HoconObject
    {
        public SourcePosition? Position { get; } = position;
    }

    private sealed class SourcedArray(SourcePosition? position) : HoconArray
    {
        public SourcePosition? Position { get; } = position;
    }

    public static Config ToConfig(ObjectNode root) => new(new HoconRoot(ToValue(root), []));

    /// <summary>The value at a path of object keys, merged over all fallbacks; null if there is none.</summary>
    public static Node? Find(Config? config, params string[] path)
    {
        Node? result = null;
        // If Root is already merged with the fallbacks, merging them again changes nothing.
        for (var layer = config; layer is not null; layer = layer.Fallback)
        {
            var at = layer.Root;
            foreach (var key in path) at = at?.GetObject()?.GetKey(key);
            if (at is null || ToNode(at) is not { } node) continue;
            result = result is null ? node : ObjectNode.Override(node, result);
        }
        return result;
    }

    private static HoconValue ToValue(Node node)
    {
        var value = new HoconValue();
        value.AppendValue(node switch
        {
            ScalarNode scalar => new SourcedLiteral(scalar) { Value = scalar.Text },
            ListNode list => ToArray(list),
            ObjectNode o => ToObject(o),
            _ => throw new InvalidOperationException($"{node.GetType().Name} at {node.Position} is not resolved"),
        });
        return value;
    }

    private static SourcedArray ToArray(ListNode list)
    {
        var array = new SourcedArray(list.Position);
        array.AddRange(list.Items.Select(ToValue));
        return array;
    }

    private static SourcedObject ToObject(ObjectNode node)
    {
        var result = new SourcedObject(node.Position);
        foreach (var (key, value) in node.Members) result.Items[key] = ToValue(value);
        return result;
    }

    /// <summary>
    /// Null for a value without content, which Akka.NET creates for <c>key =</c> at the end of a text.
    /// </summary>
    private static Node? ToNode(HoconValue value)
    {
        var parts = value.Values.SelectMany(Flatten).ToList();
        if (parts.Count == 0) return null;
        // Akka.NET keeps the blanks after a value, and a single value may look like several.
        if (parts.Any(p => p is not ScalarNode)) return HoconJoin.Join(parts, parts[0].Position);
        if (parts is [ScalarNode { Quoted: not null } exact]) return exact;
        var texts = parts.Cast<ScalarNode>().ToList();
        return new ScalarNode(string.Concat(texts.Select(s => s.Text)).Trim(), null, parts[0].Position) { Variables = [.. texts.SelectMany(s => s.Variables)] };
    }

    private static IEnumerable<Node> Flatten(IHoconElement element) => element switch
    {
        SourcedLiteral literal => [literal.Node],
        HoconLiteral literal => [new ScalarNode(literal.Value ?? "null", null, null)],
        HoconSubstitution { ResolvedValue: { } resolved } => resolved.Values.SelectMany(Flatten),
        HoconArray array => [new ListNode([.. array.Select(ToNode).OfType<Node>()], (array as SourcedArray)?.Position)],
        HoconObject o => [FromObject(o)],
        _ => [],
    };

    private static ObjectNode FromObject(HoconObject o)
    {
        var result = new ObjectNode((o as SourcedObject)?.Position);
        foreach (var (key, value) in o.Items)
        {
            if (ToNode(value) is { } node) result.Members[key] = node;
        }
        return result;
    }
}
