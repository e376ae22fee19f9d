using System.Text.Json;
using System.Text.Json.Serialization;
using McpActors.Processes.Lineage;

namespace McpActors.Processes.Registry;

/// <summary>A host, as its file in the registry tells of it.</summary>
/// <param name="Tag">The tag in the marks of its processes.</param>
/// <param name="Standing">Whether it lives.</param>
/// <param name="Facts">What it wrote of itself; null where its file cannot be read.</param>
public sealed record RegisteredHost(HostTag Tag, HostStanding Standing, HostFacts? Facts);

/// <summary>What a host writes of itself.</summary>
/// <param name="Pid">Its pid.</param>
/// <param name="StartTicks">When it was started, in clock ticks since boot: nothing of it is older.</param>
/// <param name="BootId">The boot in which it ran.</param>
/// <param name="PidNamespace">The pid namespace in which its pid counts, such as <c>pid:[4026531836]</c>.</param>
/// <param name="Name">A name for people, such as that of its actor system.</param>
/// <param name="Since">When it was registered.</param>
public sealed record HostFacts(int Pid, long StartTicks, string BootId, string PidNamespace, string Name, DateTimeOffset Since)
{
    /// <summary>Those of this process.</summary>
    internal static HostFacts OfThisProcess(string name, TimeProvider time)
    {
        var identity = ProcessIdentities.Of(Environment.ProcessId);
        return new HostFacts(identity.Pid, identity.StartTicks, identity.BootId, OwnPidNamespace, name, time.GetUtcNow());
    }

    internal static string OwnPidNamespace { get; } = new FileInfo("/proc/self/ns/pid").LinkTarget ?? "";

    /// <summary>Null where the text is not that of a host.</summary>
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
