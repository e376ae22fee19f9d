using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>Reads the files of <c>import</c>.</summary>
internal sealed class ImportReader
{
    private const string ListAllowed = "a list of paths, such as [\".mcp.json\"]";

    private readonly MistakeList _mistakes;
    private readonly Func<string, string?> _environment;
    private readonly List<ImportedServer> _servers = [];
    private readonly List<SkippedServer> _skipped = [];
    private readonly List<RenamedServer> _renamed = [];
    private readonly OrderedDictionary<string, Node> _files = new(StringComparer.Ordinal);
    private bool _complete = true;

    private ImportReader(Func<string, string?> environment, MistakeList mistakes)
    {
        _mistakes = mistakes;
        _environment = environment;
    }

    /// <param name="root"><c>mcp-actors</c>.</param>
    /// <param name="environment">Looks up an environment variable.</param>
    public static Imports Read(Section root, Func<string, string?> environment)
    {
        var reader = new ImportReader(environment, root.Mistakes);
        if (root.Find("import") is { } found) reader.ReadAll(found);
        return new Imports(reader._servers, reader._skipped, reader._renamed, [.. reader._files.Keys], reader._complete);
    }

    private void ReadAll(Found found)
    {
        if (found.Node is not ListNode list)
        {
            Incomplete(found.Path, found.Node, "is not a list", ListAllowed);
            return;
        }
        foreach (var (index, item) in list.Items.Index())
        {
            var key = $"{found.Path}[{index}]";
            if (item is not ScalarNode { IsNull: false, Text: var path }) Incomplete(key, item, "is not a path", ListAllowed);
            else if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
                Incomplete(key, item, "is empty or contains a NUL character", ListAllowed);
            else ReadFile(key, item, BesideItsFile(path, item.Position));
        }
    }

    // Relative to the file that names it. If the configuration did not come from a file, its source is not a path.
    private static string BesideItsFile(string path, SourcePosition? named)
    {
        var folder = Path.GetDirectoryName(named?.Source);
        return Directory.Exists(folder) ? Path.Combine(folder, path) : path;
    }

    private void ReadFile(string key, Node item, string path)
    {
        if (!_files.TryAdd(Path.GetFullPath(path), item))
        {
            _mistakes.Add(key, item, "is listed twice", "each file once");
            return;
        }
        string text;
        try
        {
            text = ConfigurationFile.ReadText(path);
        }
        catch (McpConfigurationException e)
        {
            _complete = false;
            _mistakes.Add(key, item, e.Mistakes[0].Problem, "the path of a JSON file; a relative one starts at the folder of the file that names it");
            return;
        }
        if (JsonFile.Parse(text, path, _mistakes) is { } json) ReadRoot(json, path);
        else _complete = false;
    }

    private void ReadRoot(JsonFile file, string path)
    {
        const string Allowed = "{ \"mcpServers\": { ... } }, or { \"servers\": { ... } } as in VS Code";
        if (file.Root is not ObjectNode root)
        {
            Incomplete("", file.Root, "is not an object", Allowed);
            return;
        }
        foreach (var again in file.Again(root).Where(r => ImportRoots.All.Contains(r.Key)))
            _mistakes.AddHidden(again.Key, again.Again, $"is already defined at {again.First.Position}", "each name once");
        var found = ImportRoots.In(root).ToList();
        foreach (var (key, value) in found)
        {
            if (value is ObjectNode servers) ReadServers(file, path, key, servers);
            else Incomplete(key, value, "is not an object", "{ \"NAME\": { \"command\": ... }, ... }");
        }
        if (found.Count > 0) return;
        if (root.Members.FirstOrDefault(m => Nearest.Suggest(m.Key, [.. ImportRoots.All]).Length > 0) is { Key: { } near, Value: { } value2 })
            Incomplete(near, value2, $"unknown key{Nearest.Suggest(near, [.. ImportRoots.All])}", Allowed);
        else Incomplete("", root, "has neither mcpServers nor servers", Allowed);
    }

    private void ReadServers(JsonFile file, string path, string root, ObjectNode servers)
    {
        var again = file.Again(servers).ToLookup(r => r.Key, StringComparer.Ordinal);
        foreach (var (name, value) in servers.Members)
        {
            var key = Section.Join(root, name);
            var mistakes = new MistakeList(path);
            foreach (var twice in again[name]) AddTwice(mistakes, key, twice);
            if (value is ObjectNode entry)
            {
                ReadEntry(file, path, name, key, entry, mistakes);
                continue;
            }
            mistakes.AddHidden(key, value, "is not an object", "{ \"command\": ..., \"args\": [ ... ], \"env\": { ... } }");
            _skipped.Add(SkippedServer.WithMistakes(name, mistakes));
        }
    }

    private void ReadEntry(JsonFile file, string path, string name, string key, ObjectNode written, MistakeList mistakes)
    {
        var reader = new EntryReader(path, _environment, mistakes);
        var entry = EntrySpelling.Plain(written);
        if (reader.WhySkipped(key, entry) is { } why)
        {
            _skipped.Add(new SkippedServer(name, entry.Position!.ToString(), why));
            return;
        }
        foreach (var twice in file.Again(written)) AddTwice(mistakes, Section.Join(key, twice.Key), twice);
        // A name without any legal character is left as it is, and refused with the other names.
        var legal = Names.Nearest(name) ?? name;
        if (legal != name) _renamed.Add(new RenamedServer(legal, name, entry.Position!.ToString()));
        _servers.Add(new ImportedServer(legal, key, name, reader.Read(key, entry), mistakes));
    }

    private static void AddTwice(MistakeList mistakes, string key, Repetition again) =>
        mistakes.AddHidden(key, again.Again, $"is already defined at {again.First.Position}", "each name once");

    private void Incomplete(string key, Node node, string problem, string allowed)
    {
        _complete = false;
        _mistakes.AddHidden(key, node, problem, allowed);
    }
}
