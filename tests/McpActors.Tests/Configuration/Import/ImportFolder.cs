namespace McpActors.Tests.Configuration.Import;

/// <summary>A folder with a HOCON file that imports others in the same folder.</summary>
public abstract class ImportFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcp-actors-");
    private readonly Dictionary<string, string> _variables = [];

    protected string Folder => _folder.FullName;

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        _folder.Delete(recursive: true);
    }

    /// <summary>Sets a variable for later readings.</summary>
    protected void Set(string name, string value) => _variables[name] = value;

    /// <summary>Writes a file, and returns its full path.</summary>
    protected string Write(string name, string text)
    {
        var path = Path.Combine(Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Reads a HOCON file in the folder; by default one that imports <c>.mcp.json</c>.</summary>
    protected McpActorsSettings Read(string hocon = "mcp-actors.import = [\".mcp.json\"]") =>
        SettingsReader.Read(ConfigurationFile.Load(Write("main.conf", hocon), Lookup), environment: Lookup);

    /// <summary>Reads <c>.mcp.json</c> with this text.</summary>
    protected McpActorsSettings ReadJson(string json)
    {
        Write(".mcp.json", json);
        return Read();
    }

    /// <summary>The only server of an <c>.mcp.json</c> with this entry.</summary>
    protected ServerSettings ReadEntry(string entry) => Assert.Single(ReadJson($"{{ \"mcpServers\": {{ \"a\": {entry} }} }}").Servers).Value;

    /// <summary>The mistakes as lines, without the folder, and with the beginning of the allowed values only.</summary>
    protected IReadOnlyList<string> Mistakes(string hocon = "mcp-actors.import = [\".mcp.json\"]") =>
        [.. Refusal(() => Read(hocon)).Mistakes.Select(Line)];

    protected IReadOnlyList<string> MistakesOfJson(string json)
    {
        Write(".mcp.json", json);
        return Mistakes();
    }

    /// <summary>The mistakes for which entries are skipped, in the same form.</summary>
    protected IReadOnlyList<string> SkippedFor(string hocon = "mcp-actors.import = [\".mcp.json\"]") =>
        [.. Read(hocon).Skipped.SelectMany(skipped => skipped.Mistakes).Select(Line)];

    protected IReadOnlyList<string> MistakesOfEntry(string entry)
    {
        Write(".mcp.json", $"{{ \"mcpServers\": {{ \"a\": {entry} }} }}");
        return SkippedFor();
    }

    protected static McpConfigurationException Refusal(Action read) => Assert.Throws<McpConfigurationException>(read);

    private string Line(ConfigurationMistake mistake) => mistake.ToString().Replace(Folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal);

    private string? Lookup(string name) => _variables.GetValueOrDefault(name);
}
