using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>Reads <c>mcp-actors.cluster</c>.</summary>
internal static class ClusterReader
{
    private const int MostConnections = 100_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);

    public static ClusterSettings Read(Section section, Func<string, string?> environment)
    {
        var defaults = new ClusterSettings();
        var cluster = new ClusterSettings
        {
            Enabled = Switch(section, "enabled", defaults.Enabled),
            Role = section.Text("role", defaults.Role, "a role of akka.cluster.roles; \"\" for all nodes"),
            ReportInterval = section.Duration("report-interval", defaults.ReportInterval, least: Shortest),
            AnswerTimeout = section.Duration("answer-timeout", defaults.AnswerTimeout),
            LookInterval = section.Duration("look-interval", defaults.LookInterval, least: TimeSpan.FromMilliseconds(10)),
            LookTimeout = section.Duration("look-timeout", defaults.LookTimeout),
            SweepTimeout = section.Duration("sweep-timeout", defaults.SweepTimeout),
            PublishEvents = Switch(section, "publish-events", defaults.PublishEvents),
            HasSecret = SecretReader.Read(section, environment) is not null,
            Insecure = Switch(section, "insecure", defaults.Insecure),
            AssociateTimeout = section.Duration("associate-timeout", defaults.AssociateTimeout, least: Shortest),
            MaxConnectionsPerAddress = section.Count("max-connections-per-address", defaults.MaxConnectionsPerAddress, 1, MostConnections),
            TrustedSerializers = Names(section, "trusted-serializers"),
        };
        section.RefuseUnknown();
        return cluster;
    }

    private static bool Switch(Section section, string key, bool fallback) =>
        section.Word(key, fallback, ("on", true), ("off", false), ("true", true), ("false", false));

    private static IReadOnlyList<string> Names(Section section, string key)
    {
        if (section.Find(key) is not { } found) return [];
        if (found.Node is ListNode list && list.Items.All(item => item is ScalarNode { IsNull: false }))
            return [.. list.Items.Cast<ScalarNode>().Select(item => item.Text)];
        section.Mistakes.Add(found.Path, found.Node, "is not a list of names", "a list of names in akka.actor.serializers, such as [json]");
        return [];
    }
}
