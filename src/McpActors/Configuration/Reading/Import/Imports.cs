using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>A server that another program's file defines.</summary>
/// <param name="Name">The server's name: that of the file, or the nearest legal one.</param>
/// <param name="Key">The key in the file: <c>mcpServers.NAME</c>.</param>
/// <param name="Original">The name in the file.</param>
/// <param name="Definition">The values of <c>command</c>, <c>args</c>, <c>env</c> and <c>cwd</c>, with variables
/// replaced.</param>
/// <param name="Mistakes">The reasons why the server cannot be run.</param>
internal sealed record ImportedServer(string Name, string Key, string Original, ObjectNode Definition, MistakeList Mistakes);

/// <summary>The content of the files of <c>mcp-actors.import</c>.</summary>
/// <param name="Servers">The servers to run, in the order of the files.</param>
/// <param name="Skipped">The skipped entries.</param>
/// <param name="Renamed">The servers whose name in the file is not legal.</param>
/// <param name="Files">The full paths of the files, including unreadable ones.</param>
/// <param name="Complete">Whether every file could be read; otherwise the set of servers is unknown.</param>
internal sealed record Imports(
    IReadOnlyList<ImportedServer> Servers, IReadOnlyList<SkippedServer> Skipped, IReadOnlyList<RenamedServer> Renamed,
    IReadOnlyList<string> Files, bool Complete)
{
    /// <summary>The same without the servers that cannot be run, which become skipped.</summary>
    /// <param name="broken">The servers that cannot be run.</param>
    /// <param name="servers">All servers that are run.</param>
    public Imports WithoutBroken(IReadOnlyList<SkippedServer> broken, IReadOnlyDictionary<string, ServerSettings> servers) => broken.Count == 0 ? this : this with
    {
        Servers = [.. Servers.Where(server => server.Mistakes.Count == 0)],
        Skipped = [.. Skipped, .. broken],
        Renamed = [.. Renamed.Where(renamed => servers.ContainsKey(renamed.Name))],
    };
}
