using McpActors.Configuration.Reading;
using McpActors.Configuration.Syntax;

namespace McpActors.Tests.Configuration;

/// <summary>reference.conf is complete and true.</summary>
public sealed partial class ReferenceTests
{
    // With its examples: the lines after "#:" become part of it.
    private static readonly string Whole = Example().Replace(SettingsReader.ReferenceText(), "");

    [Fact]
    public void It_documents_every_key_that_is_known_and_no_other()
    {
        var mistakes = new MistakeList("test");
        var root = HoconParser.Parse(Whole, "reference.conf");
        SettingsReader.Read(root.Members["mcp-actors"], _ => null, mistakes, Hocon.JobActors);
        mistakes.ThrowIfAny();

        var documented = new SortedSet<string>(StringComparer.Ordinal);
        Collect(root.Members["mcp-actors"], "mcp-actors", documented);
        // Inherited keys are documented once, under server-defaults.
        var inherited = documented.Where(k => k.StartsWith("mcp-actors.server-defaults.", StringComparison.Ordinal))
            .Select(k => k.Replace("server-defaults", "servers.*", StringComparison.Ordinal));
        Assert.Equal(documented.Union(inherited).Order(StringComparer.Ordinal), mistakes.KnownKeys);
    }

    [Fact]
    public void Each_key_has_a_comment_above_it()
    {
        var lines = SettingsReader.ReferenceText().Split('\n').Select(l => l.Trim()).ToList();
        var bare = lines.Index().Skip(1)
            .Where(l => KeyLine().IsMatch(l.Item) && !l.Item.Contains('{', StringComparison.Ordinal) && !lines[l.Index - 1].StartsWith("# ", StringComparison.Ordinal))
            .Select(l => l.Item);
        Assert.Empty(bare);
    }

    [Fact]
    public void Its_defaults_are_those_of_the_records()
    {
        var settings = Hocon.Settings(Whole);
        var server = settings.Servers["files"];
        // Its default depends on the command.
        var defaults = new ServerSettings { Name = "files", Command = "npx", StartupTimeout = TimeSpan.FromSeconds(30) };
        Assert.Empty(server.Arguments);
        Assert.Empty(server.Environment);
        Assert.Equal([KeyValuePair.Create("search", new ToolSettings { MaxResultBytes = 0 })], server.Tools);
        Assert.Equal(new ServerSettings { Name = "files", Command = "x" }.StartupTimeout, server.StartupTimeout);
        Assert.Equal(
            defaults, server with { Arguments = defaults.Arguments, Environment = defaults.Environment, StartupTimeout = defaults.StartupTimeout, Tools = defaults.Tools });

        var schedule = Assert.Single(settings.Scheduler.Schedules);
        Assert.Equal(new ScheduleDefinition { Name = "nightly", Cron = "0 3 * * *", TimeZone = "UTC", Jobs = schedule.Jobs }, schedule);
        AssertRootDefaults(settings);
        AssertRootDefaults(Hocon.Settings("unrelated = 1"));
        Assert.Empty(Hocon.Settings("unrelated = 1").Servers);
    }

    [Fact]
    public void Akka_reads_it_as_we_do()
    {
        AssertRootDefaults(SettingsReader.Read(ConfigurationFactory.ParseString(SettingsReader.ReferenceText()), environment: _ => null));
        var system = ConfigurationFactory.FromResource<McpActorsSettings>("reference.conf").WithFallback(ConfigurationFactory.Default());
        AssertRootDefaults(SettingsReader.Read(system, environment: _ => null));
    }

    [Fact]
    public void The_demo_runs_this_program_every_ten_seconds()
    {
        var config = ConfigurationFile.Load(Hocon.File("host.conf"), name => name == "MCPACTORS_PROGRAM" ? "/here/mcpactors" : null);
        var settings = SettingsReader.Read(config, environment: _ => null);
        Assert.Equal("/here/mcpactors", settings.Servers["demo"].Command);
        Assert.Equal(["demo-server"], settings.Servers["demo"].Arguments);
        var schedule = Assert.Single(settings.Scheduler.Schedules);
        var jobs = schedule.Jobs.Cast<ToolJob>().ToList();
        Assert.Equal("*/10 * * * * *", schedule.Cron);
        Assert.Equal(["echo", "add", "slow"], jobs.Select(j => j.Tool));
        Assert.Equal(42, jobs[1].Arguments["a"].GetInt32() + jobs[1].Arguments["b"].GetInt32());
        Assert.Equal("mcpactors", SettingsReader.Read(ConfigurationFile.Load(Hocon.File("host.conf"), _ => null), environment: _ => null).Servers["demo"].Command);
    }

    [Fact]
    public void The_public_servers_are_pinned()
    {
        var settings = SettingsReader.Read(ConfigurationFile.Load(Hocon.File("npx.conf"), _ => null), environment: _ => null);
        Assert.Equal(["everything", "filesystem", "memory"], settings.Servers.Keys.Order());
        Assert.All(settings.Servers.Values, s => Assert.Matches(@"^@modelcontextprotocol/server-\w+@\d+\.\d+\.\d+$", s.Arguments[1]));
        Assert.Empty(settings.Servers["memory"].Environment);
    }

    private static void AssertRootDefaults(McpActorsSettings settings)
    {
        var defaults = new McpActorsSettings();
        Assert.Equal(defaults.Scheduler.TimeZone, settings.Scheduler.TimeZone);
        Assert.Equal(defaults.Reaper, settings.Reaper);
        Assert.Equal(defaults.Sessions, settings.Sessions);
        Assert.Equal(defaults.Limits, settings.Limits);
        Assert.Equal(defaults.Keeper, settings.Keeper);
        Assert.Equal(defaults.ReloadOnChange, settings.ReloadOnChange);
        Assert.Equal(defaults.ProtectHost, settings.ProtectHost);
    }

    private static void Collect(Node node, string path, SortedSet<string> into)
    {
        if (node is ListNode list)
        {
            foreach (var item in list.Items) Collect(item, path, into);
        }
        if (node is not ObjectNode o) return;
        foreach (var (key, value) in o.Members)
        {
            if (path.EndsWith(".servers", StringComparison.Ordinal) || path.EndsWith(".schedules", StringComparison.Ordinal) || path.EndsWith(".tools", StringComparison.Ordinal))
            {
                Collect(value, $"{path}.*", into);
                continue;
            }
            into.Add($"{path}.{key}");
            Collect(value, $"{path}.{key}", into);
        }
    }

    [GeneratedRegex("#: ", RegexOptions.Multiline)]
    private static partial Regex Example();

    [GeneratedRegex("^(#: )?[a-z-]+ = ")]
    private static partial Regex KeyLine();
}
