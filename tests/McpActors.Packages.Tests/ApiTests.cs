using McpActors.Cluster;
using McpActors.Hosting;
using McpActors.Packages.Tests.Support;
using McpActors.Processes;

namespace McpActors.Packages.Tests;

/// <summary>The public API of each package is the one that was approved: who changes it sees it, and so does who reviews the change.</summary>
public sealed class ApiTests
{
    [Theory]
    [InlineData(typeof(ProcessLauncher))]
    [InlineData(typeof(McpActorsExtension))]
    [InlineData(typeof(McpActorsHostingExtensions))]
    [InlineData(typeof(McpActorsCluster))]
    public void The_public_api_is_the_approved_one(Type inPackage)
    {
        var name = inPackage.Assembly.GetName().Name!;
        var approved = Path.Combine(Sources.Root, "tests", "McpActors.Packages.Tests", "Approved", name + ".txt");
        var received = Path.Combine(AppContext.BaseDirectory, name + ".received.txt");
        var now = PublicApi.Of(inPackage.Assembly);
        File.WriteAllText(received, now);
        var before = File.Exists(approved) ? File.ReadAllText(approved).ReplaceLineEndings("\n") : "";
        if (before == now) return;
        Assert.Fail(
            $"The public API of {name} has changed. Where that is meant, approve it:\n  cp {received} {approved}\n{Difference(before, now)}");
    }

    [Fact]
    public void The_list_tells_types_members_parameters_and_defaults_apart()
    {
        var list = PublicApi.Of(typeof(McpActorsExtension).Assembly).Split('\n');
        Assert.Contains("    sealed class McpActorsExtension : IExtension", list);
        Assert.Contains("        static McpActorsExtension Get(ActorSystem system)", list);
        Assert.Contains(list, line => line.Contains("TimeSpan? ttl = default", StringComparison.Ordinal));
        Assert.DoesNotContain(list, line => line.Contains("PrintMembers", StringComparison.Ordinal) || line.Contains("ServerActor", StringComparison.Ordinal));
    }

    // Sorted lines: what is in one and not in the other, with the heading under which it stands.
    private static string Difference(string before, string now)
    {
        var (old, young) = (Qualified(before), Qualified(now));
        return string.Join('\n', old.Except(young).Select(line => "- " + line).Concat(young.Except(old).Select(line => "+ " + line)));
    }

    private static List<string> Qualified(string text)
    {
        var (type, lines) = ("", new List<string>());
        foreach (var line in text.Split('\n').Where(line => line.StartsWith(' ')))
        {
            if (!line.StartsWith("     ", StringComparison.Ordinal)) lines.Add(type = line.Trim());
            else lines.Add($"{type} | {line.Trim()}");
        }
        return lines;
    }
}
