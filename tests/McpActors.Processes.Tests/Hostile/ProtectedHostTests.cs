namespace McpActors.Processes.Tests.Hostile;

/// <summary>
/// The view of a server of the same user on a host that holds secrets. Both are the user nobody, because root can see
/// everything.
/// </summary>
public sealed class ProtectedHostTests
{
    [SkippableFact]
    public async Task A_server_can_neither_trace_a_protected_host_nor_read_its_memory_or_environment()
    {
        Elsewhere.SkipIfImpossible();
        var said = await Elsewhere.Run("true", asNobody: true, "host", "guarded", "pries-host");

        // The test needs the right to search all folders, which lets it list the folder fd; its files still cannot be
        // opened.
        foreach (var what in new[] { "mem", "environ", "maps", "fd/0", "fd/1", "fd/2", "ptrace" })
            Assert.Contains($"denied {what} ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("granted ", said.Replace("granted fd;", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("confirmed True", said, StringComparison.Ordinal);
    }

    /// <summary>The result of the test above without protection.</summary>
    [SkippableFact]
    public async Task Without_protection_a_server_reads_the_environment_of_its_host()
    {
        Elsewhere.SkipIfImpossible();
        var said = await Elsewhere.Run("true", asNobody: true, "host", "unguarded", "pries-host");

        Assert.Contains("granted environ", said, StringComparison.Ordinal);
        Assert.Contains("granted maps", said, StringComparison.Ordinal);
        Assert.Contains("confirmed True", said, StringComparison.Ordinal);
    }
}
