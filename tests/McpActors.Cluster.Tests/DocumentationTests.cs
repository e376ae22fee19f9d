namespace McpActors.Cluster.Tests;

/// <summary>The three nodes on one machine, started by the commands of cluster.md, one of them killed.</summary>
public sealed class DocumentationTests
{
    [SkippableFact]
    public async Task Three_nodes_one_killed()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the oracle is a Linux child subreaper");
        using var nodes = new NodeProcesses();
        var commands = DocumentedCommands.All.Where(DocumentedCommands.IsOfCluster).ToList();
        Assert.Equal(3, commands.Count);
        for (var n = 0; n < commands.Count; n++)
        {
            nodes.Add(n, RunningProgram.StartShell(DocumentedCommands.InPath(nodes.WithFreePorts(commands[n]))));
            await nodes.Nodes[n].SeeAsync(string.Create(CultureInfo.InvariantCulture, $"cluster +up .*; {n + 1} node"));
        }
        await nodes.Nodes[0].SeeAsync(" batch +3 of 3 jobs succeeded ");

        nodes.Nodes[0].Signal(Posix.SIGKILL);
        foreach (var line in (string[])["cluster +unreachable ", "cluster +given up ", "cluster +removed ", " batch +3 of 3 jobs succeeded "])
            await nodes.Nodes[1].SeeAsync(line);
        await nodes.EndAsync(2, 1);
    }
}
