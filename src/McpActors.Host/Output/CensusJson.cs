using System.Text.Json;
using McpActors.Processes.Sweeping;

namespace McpActors.Host.Output;

/// <summary>
/// The output of <c>ps --json</c>. Scripts rely on it: within a major version members are added, never renamed or
/// removed.
/// </summary>
internal static class CensusJson
{
    public static string Of(CensusReport census, string directory) => JsonSerializer.Serialize(
        new Shape(1, directory, [.. census.Hosts.Select(Host)], ScanShape.Of(census.Scan), census.RegistryFault), LineageJson.Default.Census);

    private static HostShape Host(CensusHost host) => new(
        host.Tag.ToString(), host.Registered is { } known ? LineageJson.Word(known.Standing) : "unknown",
        host.Registered?.Facts?.Name, host.Registered?.Facts?.Pid, host.Registered?.Facts?.Since, [.. host.Processes.Select(Process)]);

    private static ProcessShape Process(CensusProcess process) => new(
        process.Server, process.Mark.Lease, process.Process.Pid, process.Parent, process.Name,
        LineageJson.Word(process.State), process.Rung is { } rung ? LineageJson.Word(rung) : null,
        Text.Milliseconds(process.Age), process.ResidentBytes,
        process.Containment is { } held ? LineageJson.Word(held) : "none", process.Keeper, LineageJson.Word(process.Proof));

    internal sealed record Shape(int Version, string RuntimeDirectory, IReadOnlyList<HostShape> Hosts, ScanShape Scan, string? Fault);

    internal sealed record HostShape(
        string Tag, string State, string? Name, int? Pid, DateTimeOffset? Since, IReadOnlyList<ProcessShape> Processes);

    internal sealed record ProcessShape(
        string? Server, uint Lease, int Pid, int Parent, string Name, string State, string? Rung, long AgeMilliseconds, long MemoryBytes,
        string Containment, int? Keeper, string Proof);
}
