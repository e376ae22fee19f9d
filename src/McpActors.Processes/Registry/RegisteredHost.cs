using System.Text.Json;
using System.Text.Json.Serialization;
using McpActors.Processes.Lineage;

namespace McpActors.Processes.Registry;

/// <summary>A host as described by its file in the registry.</summary>
/// <param name="Tag">The tag in the marks of its processes.</param>
/// <param name="Standing">Whether the host is alive.</param>
/// <param name="Facts">The content of the host's file; null if it cannot be read.</param>
internal sealed record RegisteredHost(HostTag Tag, HostStanding Standing, HostFacts? Facts);

/// <summary>The facts that a host writes to its file.</summary>
/// <param name="Pid">The host's pid.</param>
/// <param name="StartTicks">The host's start in clock ticks since boot: none of its processes is older.</param>
/// <param name="BootId">The boot in which it ran.</param>
/// <param name="PidNamespace">The pid namespace of the pid, such as <c>pid:[4026531836]</c>.</param>
/// <param name="Name">A name for people, such as the name of the actor system.</param>
/// <param name="Since">The time of registration.</param>
internal sealed record HostFacts(int Pid, long StartTicks, string BootId, string PidNamespace, string Name, DateTimeOffset Since)
{
    /// <summary>The facts of this process.</summary>
    internal static HostFacts OfThisProcess(string name, TimeProvider time)
    {
        var identity = ProcessIdentities.Of(Environment.ProcessId);
        return new HostFacts(identity.Pid, identity.StartTicks, identity.BootId, OwnPidNamespace, name, time.GetUtcNow());
    }

    internal static string OwnPidNamespace { get; } = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";

    /// <summary>Parses a file; null if it is not a host's file.</summary>
    internal static HostFacts? Parse(ReadOnlySpan<byte> text)
    {
        try
        {
            return JsonSerializer.Deserialize(text, HostFactsJson.Default.HostFacts) is { Pid: > 0, BootId: not null, PidNamespace: not null } facts ? facts : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal byte[] Write() => [.. JsonSerializer.SerializeToUtf8Bytes(this, HostFactsJson.Default.HostFacts), (byte)'\n'];
}

[JsonSerializable(typeof(HostFacts))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class HostFactsJson : JsonSerializerContext;
