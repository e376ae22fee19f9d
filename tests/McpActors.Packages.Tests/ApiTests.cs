using System.Reflection;
using McpActors.Cluster;
using McpActors.Hosting;
using McpActors.Processes;
using McpActors.Redis;
using PublicApiGenerator;

namespace McpActors.Packages.Tests;

/// <summary>
/// The public API of each package equals the approved one, so that author and reviewer see every change, including
/// nullability.
/// </summary>
public sealed class ApiTests
{
    // The defaults leave out the namespaces System and Microsoft, which may contain extension methods for other
    // people's types.
    private static readonly ApiGeneratorOptions Everything = new() { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [] };

    [Theory]
    [InlineData(typeof(ProcessLauncher))]
    [InlineData(typeof(McpActorsExtension))]
    [InlineData(typeof(McpActorsHostingExtensions))]
    [InlineData(typeof(McpActorsCluster))]
    [InlineData(typeof(McpActorsRedis))]
    public void The_public_api_is_the_approved_one(Type inPackage)
    {
        var name = inPackage.Assembly.GetName().Name!;
        var approved = Path.Combine(Sources.Root, "tests", "McpActors.Packages.Tests", "Approved", name + ".txt");
        var received = Path.Combine(AppContext.BaseDirectory, name + ".received.txt");
        var now = ApiOf(inPackage.Assembly);
        File.WriteAllText(received, now);
        var before = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (before == now) return;
        Assert.Fail(
            $"The public API of {name} has changed. If the change is intended, approve it:\n  cp {received} {approved}\n{Difference(before, now)}");
    }

    [Fact]
    public void The_list_tells_nullability_defaults_and_required_members_apart()
    {
        var list = ApiOf(typeof(McpActorsExtension).Assembly).Split('\n', StringSplitOptions.TrimEntries);
        Assert.Contains("public sealed class McpActorsExtension : Akka.Actor.IExtension", list);
        Assert.Contains("public static McpActors.McpActorsExtension Get(Akka.Actor.ActorSystem system) { }", list);
        Assert.Contains(list, line => line.Contains("System.TimeSpan? ttl = default", StringComparison.Ordinal));
        Assert.Contains(list, line => line.Contains("public string? ", StringComparison.Ordinal));
        Assert.Contains(list, line => line.Contains("public required ", StringComparison.Ordinal));
        Assert.DoesNotContain(list, line => line.Contains("PrintMembers", StringComparison.Ordinal) || line.Contains("ServerActor", StringComparison.Ordinal));
    }

    private static string ApiOf(Assembly assembly) => assembly.GeneratePublicApi(Everything).ReplaceLineEndings("\n") + "\n";

    // The lines that only one of the two has, each with its type.
    private static string Difference(string before, string now)
    {
        var (old, young) = (Qualified(before), Qualified(now));
        return string.Join('\n', old.Except(young).Select(line => "- " + line).Concat(young.Except(old).Select(line => "+ " + line)));
    }

    private static List<string> Qualified(string text)
    {
        var (type, lines) = ("", new List<string>());
        foreach (var line in text.Split('\n').Where(line => line.StartsWith(' ') && line.Trim() is not ("{" or "}")))
        {
            if (!line.StartsWith("     ", StringComparison.Ordinal) && line.Contains("public ", StringComparison.Ordinal)) lines.Add(type = line.Trim());
            else lines.Add($"{type.Split(" : ")[0]} | {line.Trim()}");
        }
        return lines;
    }
}
