using System.Text.Json;
using System.Text.Json.Serialization;
using McpActors.Processes.Scanning;

namespace McpActors.Host.Output;

/// <summary>The JSON format of <c>ps</c> and <c>sweep</c>: camelCase, and null for unknown values.</summary>
[JsonSerializable(typeof(CensusJson.Shape), TypeInfoPropertyName = "Census")]
[JsonSerializable(typeof(LineageSweepJson.Shape), TypeInfoPropertyName = "Sweep")]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
internal sealed partial class LineageJson : JsonSerializerContext
{
    /// <summary>An enumeration value as a camelCase word, such as <c>deadHosts</c>.</summary>
    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}

/// <summary>The reach of a scan: see <see cref="ScanReach"/>.</summary>
internal sealed record ScanShape(bool Complete, int Processes, int Unreadable, bool Hidden, long Born, bool Settled, long ElapsedMilliseconds)
{
    public static ScanShape Of(ScanReach scan) => new(
        scan.Complete, scan.Processes, scan.Unreadable, scan.Hidden, scan.Born, scan.Settled, Text.Milliseconds(scan.Elapsed));
}
