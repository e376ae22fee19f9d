using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>An object of the configuration and its path.</summary>
internal sealed record Layer(ObjectNode Object, string Path);

/// <summary>A value and the full path of its key.</summary>
internal sealed record Found(Node Node, string Path);

/// <summary>
/// One section of the configuration: the first layer that has a key decides. It records the keys that it is asked for;
/// all other keys are unknown.
/// </summary>
internal sealed class Section(MistakeList mistakes, string pattern, IReadOnlyList<Layer> layers)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public MistakeList Mistakes => mistakes;

    /// <summary>The path for mistakes about the section itself.</summary>
    public string Path => layers.Count > 0 ? layers[0].Path : pattern;

    public Node? Node => layers.Count > 0 ? layers[0].Object : null;

    public int LayerCount => layers.Count;

    /// <summary>All keys of all layers.</summary>
    public IEnumerable<string> Keys => layers.SelectMany(l => l.Object.Members.Keys).Distinct();

    /// <summary>The value of a key that the user chose, including null.</summary>
    public Node Raw(string key) => layers.First(l => l.Object.Members.ContainsKey(key)).Object.Members[key];

    /// <summary>The value of a key; null if no layer has it.</summary>
    public Found? Find(string key)
    {
        Know(key);
        foreach (var layer in layers)
        {
            if (layer.Object.Members.TryGetValue(key, out var node) && node is not ScalarNode { IsNull: true })
                return new Found(node, Join(layer.Path, key));
        }
        return null;
    }

    /// <summary>Whether only the last layer, that of the defaults, has the key.</summary>
    public bool IsDefault(string key) =>
        !layers.SkipLast(1).Any(l => l.Object.Members.TryGetValue(key, out var node) && node is not ScalarNode { IsNull: true });

    /// <summary>The section below a key; empty if no layer has it.</summary>
    public Section Child(string key)
    {
        Know(key);
        return new Section(mistakes, Join(pattern, key), Below(key));
    }

    /// <summary>Leaves a key to another package, which reads and checks it.</summary>
    public void LeaveToPackage(string key) => _known.Add(key);

    /// <summary>The section of a name that the user chose.</summary>
    public Section Named(string name)
    {
        _known.Add(name);
        return new Section(mistakes, $"{pattern}.*", Below(name));
    }

    /// <summary>An object in the list under a key.</summary>
    public Section Element(string key, ObjectNode element, string path) => new(mistakes, Join(pattern, key), [new Layer(element, path)]);

    /// <summary>This section over another.</summary>
    public Section Over(Section fallback) => new(mistakes, pattern, [.. layers, .. fallback.Layers]);

    /// <summary>
    /// Adds a mistake for each key that was not asked for, in the first <paramref name="count"/> layers.
    /// </summary>
    public void RefuseUnknown(int count = int.MaxValue)
    {
        foreach (var layer in layers.Take(count))
        {
            foreach (var (key, value) in layer.Object.Members)
            {
                if (_known.Contains(key)) continue;
                mistakes.AddHidden(Join(layer.Path, key), value, $"unknown key{Nearest.Suggest(key, _known)}", string.Join(", ", _known));
            }
        }
    }

    private IReadOnlyList<Layer> Layers => layers;

    private List<Layer> Below(string key)
    {
        var below = new List<Layer>();
        foreach (var layer in layers)
        {
            if (!layer.Object.Members.TryGetValue(key, out var node) || node is ScalarNode { IsNull: true }) continue;
            var path = Join(layer.Path, key);
            if (node is ObjectNode o) below.Add(new Layer(o, path));
            else mistakes.AddHidden(path, node, "is not an object", "{ ... }");
        }
        return below;
    }

    private void Know(string key)
    {
        _known.Add(key);
        mistakes.KnownKeys.Add(Join(pattern, key));
    }

    /// <summary>Appends a key to a path, quoted if HOCON needs it.</summary>
    public static string Join(string path, string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '*') ? $"{path}.{key}" : $"{path}.\"{key}\"";
}
