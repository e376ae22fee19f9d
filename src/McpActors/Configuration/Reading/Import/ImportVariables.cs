namespace McpActors.Configuration.Reading;

/// <summary>
/// The variables of an imported file: those of the host's environment, and those that VS Code, Cursor and Windsurf set.
/// </summary>
/// <param name="file">The file's path.</param>
/// <param name="environment">Looks up an environment variable.</param>
internal sealed class ImportVariables(string file, Func<string, string?> environment)
{
    /// <summary>The value of a variable; null if it is not set.</summary>
    public string? Value(string name) => name switch
    {
        "workspaceFolder" or "workspaceRoot" => Workspace,
        "workspaceFolderBasename" => Path.GetFileName(Workspace),
        "userHome" => environment(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME"),
        "pathSeparator" or "/" => Path.DirectorySeparatorChar.ToString(),
        _ => environment(name),
    };

    // A project's file is in the folder of the project, or in a hidden folder there: .vscode/mcp.json, .cursor/mcp.json.
    private string Workspace
    {
        get
        {
            var folder = Path.GetDirectoryName(Path.GetFullPath(file))!;
            return Path.GetFileName(folder).StartsWith('.') && Path.GetDirectoryName(folder) is { } parent ? parent : folder;
        }
    }
}
