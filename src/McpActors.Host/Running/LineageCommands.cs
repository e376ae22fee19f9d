using McpActors.Host.CommandLine;
using McpActors.Host.Output;
using McpActors.Processes.Registry;
using McpActors.Processes.Sweeping;

namespace McpActors.Host.Running;

/// <summary>
/// <c>mcpactors ps</c> and <c>mcpactors sweep</c> work on this machine whether a host runs or not. They start no actor,
/// and read only <c>mcp-actors.runtime-dir</c> from a configuration.
/// </summary>
internal static class LineageCommands
{
    public static Task<int> PsAsync(LineageOptions options) => WithRegistryAsync(options, registry =>
    {
        var census = new Census(registry).Take();
        Console.Out.WriteLine(options.Json ? CensusJson.Of(census, registry.Path) : CensusText.Of(census));
        return Task.FromResult(Code(census.RegistryFault));
    });

    public static Task<int> SweepAsync(LineageOptions options) => WithRegistryAsync(options, async registry =>
    {
        var report = await new LineageSweeper(null, registry).SweepAsync(options.DryRun);
        Console.Out.WriteLine(options.Json ? LineageSweepJson.Of(report, registry.Path, options.DryRun) : LineageSweepText.Of(report, options.DryRun));
        var code = Code(report.RegistryFault);
        return report.Survivors.Any() ? ExitCode.SomethingSurvived : code;
    });

    private static int Code(string? fault)
    {
        if (fault is null) return ExitCode.Success;
        Complaint.Write(fault);
        return ExitCode.Failure;
    }

    private static async Task<int> WithRegistryAsync(LineageOptions options, Func<HostRegistry, Task<int>> look)
    {
        var directory = options.ConfigFile is { } file ? ProgramConfiguration.Load(file).Settings.RuntimeDirectory : "";
        if (!OperatingSystem.IsLinux())
        {
            Complaint.Write("ps and sweep work on Linux only: on other systems processes bear no marks.");
            return ExitCode.Failure;
        }
        try
        {
            return await look(HostRegistry.Open(directory));
        }
        catch (IOException e)
        {
            Complaint.Write(e.Message);
            return ExitCode.Failure;
        }
    }
}
