using System.Globalization;
using Akka.Actor;
using Akka.Configuration;
using McpActors.Common;
using McpActors.Configuration.Reading;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration;

/// <summary>
/// Reads <see cref="McpActorsSettings"/> from a system's configuration, with the defaults of <c>reference.conf</c>.
/// Thread-safe.
/// </summary>
/// <remarks>
/// A configuration read by <see cref="ConfigurationFile"/> has positions and quotes. One read by Akka.NET's own parser
/// (<c>ConfigurationFactory.ParseString</c>) does not: mistakes then name only the key, and a job's argument <c>"5"</c>
/// is a number. Imported files are read on each call; nothing is cached.
/// </remarks>
public static class SettingsReader
{
    private const string Root = "mcp-actors";

    /// <summary>The environment variable that overrides <c>reaper.sweep-interval</c>, in seconds.</summary>
    public const string SweepIntervalVariable = "MCP_PROCESS_CLEANUP_INTERVAL";

    /// <summary>The environment variable that overrides <c>sessions.idle-ttl</c>, in seconds.</summary>
    public const string IdleTtlVariable = "MCP_SESSION_IDLE_TTL";

    private static readonly Lazy<ObjectNode> Reference = new(() => HoconParser.Parse(ReferenceText(), "reference.conf"));

    /// <summary>
    /// Reads and checks everything under <c>mcp-actors</c>. Also checks that servers' ladders fit into the shutdown
    /// phases, and in a cluster that servers' messages fit between nodes and that strangers cannot connect.
    /// </summary>
    /// <param name="system">The whole system's configuration. Missing values of <c>akka.coordinated-shutdown</c> come
    /// from Akka.NET's defaults. In a cluster it also reads <c>akka.remote.dot-netty.tcp.maximum-frame-size</c>, whose
    /// default is that of <c>McpActorsCluster.DefaultConfig()</c>, and <c>hostname</c>, <c>enable-ssl</c> and
    /// <c>ssl</c> in the same section.</param>
    /// <param name="source">The source that mistakes name if the configuration does not know its file. The default
    /// value is null.</param>
    /// <param name="environment">Looks up an environment variable. The default value is null, for the environment of
    /// this process.</param>
    /// <param name="jobActors">The actors that jobs may name: see <see cref="McpActorsSetup.JobActors"/>. The default
    /// value is null, for none.</param>
    /// <exception cref="McpConfigurationException">The configuration is invalid; the message lists all
    /// mistakes.</exception>
    public static McpActorsSettings Read(
        Config system,
        string? source = null,
        Func<string, string?>? environment = null,
        IReadOnlyDictionary<string, Props>? jobActors = null)
    {
        ArgumentNullException.ThrowIfNull(system);
        var mistakes = new MistakeList(source);
        var settings = Read(AkkaNodes.Find(system, Root), environment ?? Environment.GetEnvironmentVariable, mistakes, jobActors);
        ShutdownBudgets.Check(settings.Servers.Values, PhaseTimeouts.Read(system, mistakes), mistakes);
        if (settings.Cluster.Enabled)
        {
            FrameBudget.Check(system, settings.Servers.Values, mistakes);
            ClusterPort.Check(system, settings.Cluster, mistakes);
        }
        mistakes.ThrowIfAny(settings.ImportedFiles);
        return settings;
    }

    internal static McpActorsSettings Read(
        Node? user, Func<string, string?> environment, MistakeList mistakes, IReadOnlyDictionary<string, Props>? jobActors = null)
    {
        var layers = new List<Layer>();
        if (user is ObjectNode o) layers.Add(new Layer(o, Root));
        else if (user is not null) mistakes.AddHidden(Root, user, "is not an object", "{ ... }");
        layers.Add(new Layer((ObjectNode)Reference.Value.Members[Root], Root));

        var root = new Section(mistakes, Root, layers);
        var imports = ImportReader.Read(root, environment);
        var (servers, broken) = ServerReader.Read(root, imports.Servers);
        imports = imports.WithoutBroken(broken, servers);
        var settings = new McpActorsSettings
        {
            Servers = servers,
            Skipped = imports.Skipped,
            Renamed = imports.Renamed,
            ImportedFiles = imports.Files,
            ReloadOnChange = root.Word("reload-on-change", false, ("on", true), ("off", false), ("true", true), ("false", false)),
            Scheduler = ScheduleReader.Read(
                root, new KnownJobs(new KnownServers(root.Child("servers"), imports), jobActors ?? new Dictionary<string, Props>())),
            Reaper = new ReaperSettings
            {
                SweepInterval = Overridable(root.Child("reaper"), "sweep-interval", new ReaperSettings().SweepInterval,
                    "no interval sweeps", SweepIntervalVariable, environment),
            },
            Sessions = Sessions(root.Child("sessions"), environment),
            Limits = Limits(root.Child("limits"), servers.Values),
            Keeper = Keeper(root.Child("keeper")),
            Cluster = ClusterReader.Read(root.Child("cluster"), environment),
            ProtectHost = root.Word("protect-host", false, ("on", true), ("off", false), ("true", true), ("false", false)),
            RuntimeDirectory = root.Text("runtime-dir", "", "the path of a folder; \"\" for the folder that all hosts of this user share"),
            StateDirectory = root.Text("state-dir", "", "the path of a folder; \"\" for the folder that all hosts of this user share"),
        };
        root.RefuseUnknown();
        return settings;
    }

    /// <summary>
    /// Reads only the section <c>cluster</c>, before the actors start. <see cref="Read(Config, string?, Func{string,
    /// string?}?, IReadOnlyDictionary{string, Props}?)"/> reports its mistakes.
    /// </summary>
    internal static (ClusterSettings Settings, string? Secret) ReadCluster(Config system)
    {
        var layers = new List<Layer>();
        if (AkkaNodes.Find(system, Root) is ObjectNode user) layers.Add(new Layer(user, Root));
        layers.Add(new Layer((ObjectNode)Reference.Value.Members[Root], Root));
        var section = new Section(new MistakeList(null), Root, layers).Child("cluster");
        return (ClusterReader.Read(section, Environment.GetEnvironmentVariable), SecretReader.Read(section, Environment.GetEnvironmentVariable));
    }

    /// <summary>The embedded <c>reference.conf</c>.</summary>
    internal static string ReferenceText()
    {
        using var stream = typeof(SettingsReader).Assembly.GetManifestResourceStream("reference.conf")
            ?? throw new InvalidOperationException("reference.conf is not embedded in McpActors.dll");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static KeeperSettings Keeper(Section section)
    {
        var keeper = new KeeperSettings
        {
            Path = section.Text("path", "", "the path of mcp-keeper; \"\" to search for it next to the program"),
            Required = section.Word("required", KeeperRequirement.Off,
                ("on", KeeperRequirement.On), ("off", KeeperRequirement.Off),
                ("true", KeeperRequirement.On), ("false", KeeperRequirement.Off)),
        };
        section.RefuseUnknown();
        return keeper;
    }

    private static LimitSettings Limits(Section section, IEnumerable<ServerSettings> servers)
    {
        var defaults = new LimitSettings();
        var before = section.Mistakes.Count;
        var limits = new LimitSettings
        {
            MaxProcesses = section.Count("max-processes", defaults.MaxProcesses, 1, 1_000_000),
            MaxStarting = section.Count("max-starting", defaults.MaxStarting, 1, 10_000),
            MaxQueue = section.Count("max-queue", defaults.MaxQueue, 0, 1_000_000),
        };
        section.RefuseUnknown();
        var eager = servers.Where(server => server.Start == StartMode.Eager)
            .Sum(server => server.Isolation switch { Isolation.Shared => 1, Isolation.Pool => server.PoolSize, _ => 0 });
        if (section.Mistakes.Count == before && eager > limits.MaxProcesses && section.Find("max-processes") is { } found)
        {
            section.Mistakes.Add(
                found.Path, found.Node, $"is less than the {eager} processes that servers with start = eager have", $"at least {eager}, or start = on-demand");
        }
        return limits;
    }

    private static SessionSettings Sessions(Section section, Func<string, string?> environment)
    {
        var defaults = new SessionSettings();
        section.LeaveToPackage("redis");
        return new SessionSettings
        {
            OpenTimeout = section.Duration("open-timeout", defaults.OpenTimeout),
            ClaimTtl = section.Interval("claim-ttl", defaults.ClaimTtl),
            // Last, because it refuses the keys that are unknown by then.
            IdleTtl = Overridable(section, "idle-ttl", defaults.IdleTtl, "for ever", IdleTtlVariable, environment),
        };
    }

    private static TimeSpan Overridable(
        Section section, string key, TimeSpan fallback, string zero, string variable, Func<string, string?> environment)
    {
        var configured = section.Interval(key, fallback, zero);
        section.RefuseUnknown();
        if (environment(variable) is not { Length: > 0 } text) return configured;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            && seconds <= Durations.Longest.TotalSeconds)
            return TimeSpan.FromSeconds(seconds);
        section.Mistakes.AddVariable(Section.Join(section.Path, key), variable, text, "is not a number in this range",
            $"a whole number of seconds from 0 ({zero}) to {Durations.Longest.TotalSeconds:0}");
        return configured;
    }
}
