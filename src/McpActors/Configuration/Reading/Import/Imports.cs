using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>A server that another program's file defines.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Key">Where it stands in that file: <c>mcpServers.NAME</c>.</param>
/// <param name="Definition">What it says for <c>command</c>, <c>args</c>, <c>env</c> and <c>cwd</c>, its variables replaced.</param>
internal sealed record ImportedServer(string Name, string Key, ObjectNode Definition);

/// <summary>What the files of <c>mcp-actors.import</c> say.</summary>
/// <param name="Servers">What is to be run, in the order of the files.</param>
/// <param name="PassedOver">What is not.</param>
/// <param name="Files">The full paths of the files, those that could not be read included.</param>
/// <param name="Complete">Whether every file could be read: otherwise nobody knows which servers there are.</param>
internal sealed record Imports(
    IReadOnlyList<ImportedServer> Servers, IReadOnlyList<PassedOverServer> PassedOver, IReadOnlyList<string> Files, bool Complete);
