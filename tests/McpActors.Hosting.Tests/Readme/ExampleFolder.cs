using McpActors.Configuration;

namespace Readme;

/// <summary>The files and variables that the configurations of the documentation name.</summary>
internal sealed class ExampleFolder : IDisposable
{
    private const string NodeFolder = "/etc/mcpactors/";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpactors-docs-");

    public ExampleFolder()
    {
        Directory.CreateDirectory(Of(".cursor"));
        Write("cluster-secret", new string('x', 44));
        foreach (var name in (string[])[".mcp.json", ".cursor/mcp.json"])
            Write(name, $$"""{ "mcpServers": { "of-{{Path.GetDirectoryName(name)?.Trim('.')}}": { "command": "npx" } } }""");
    }

    public void Write(string name, string text) => File.WriteAllText(Of(name), text);

    /// <summary>Reads a configuration of this folder, with a server that takes the defaults, so that they are checked as well.</summary>
    public McpActorsSettings Read(string hocon)
    {
        var text = $"{hocon.Replace(NodeFolder, $"{_folder.FullName}/", StringComparison.Ordinal)}\nmcp-actors.servers.usual.command = npx";
        return SettingsReader.Read(ConfigurationFile.Parse(text, Of("servers.conf"), Variable), environment: Variable);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string Of(string name) => Path.Combine(_folder.FullName, name);

    private string? Variable(string name) => name switch
    {
        "HOME" => _folder.FullName,
        "MCPACTORS_PROGRAM" => "mcpactors",
        _ => null,
    };
}
