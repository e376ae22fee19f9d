using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>Reads <c>server-defaults</c> and <c>servers</c>, together with imported servers.</summary>
internal static class ServerReader
{
    private static readonly ServerSettings Defaults = new() { Name = "", Command = "" };

    /// <param name="root"><c>mcp-actors</c>.</param>
    /// <param name="imported">The servers of other programs' files.</param>
    /// <returns>The servers, and the imported ones that cannot be run.</returns>
    public static (IReadOnlyDictionary<string, ServerSettings> Servers, IReadOnlyList<SkippedServer> Skipped) Read(
        Section root, IReadOnlyList<ImportedServer> imported)
    {
        // Read separately, so that its mistakes are found even if no server inherits them.
        Inherited(Defaults, root.Child("server-defaults"), ownLayers: int.MaxValue);

        var servers = root.Child("servers");
        var result = new Dictionary<string, ServerSettings>(StringComparer.Ordinal);
        foreach (var name in Names.Of(servers, "server")) result[name] = Read(name, servers.Named(name), root.Child("server-defaults"));
        var taken = new ServerNames(servers);
        var skipped = new List<SkippedServer>();
        foreach (var server in imported)
        {
            var own = new Section(server.Mistakes, "mcp-actors.servers.*", [new Layer(server.Definition, server.Key)]);
            var settings = Read(server.Name, own, root.Child("server-defaults"));
            // A server that cannot be run leaves its name to another.
            if (server.Mistakes.Count == 0) taken.Take(server);
            if (server.Mistakes.Count == 0) result[server.Name] = settings;
            else skipped.Add(SkippedServer.WithMistakes(server.Original, server.Mistakes));
        }
        return (result, skipped);
    }

    /// <summary>Reads <c>retry</c> of a server or of a job.</summary>
    public static ServerRetry Retry(this Section section, ServerRetry fallback) => section.Word(
        "retry", fallback, ("never", ServerRetry.Never), ("not-sent", ServerRetry.NotSent), ("idempotent", ServerRetry.Idempotent));

    private static ServerSettings Read(string name, Section own, Section defaults)
    {
        var found = own.Find("command")?.Node;
        var problem = found is null ? "is missing" : found is ScalarNode s && string.IsNullOrWhiteSpace(s.Text) ? "is empty" : null;
        if (problem is not null && own.Node is not null)
            own.Mistakes.AddHidden(Section.Join(own.Path, "command"), found ?? own.Node, problem, CommandAllowed);

        var settings = Defaults with
        {
            Name = name,
            Command = own.Text("command", "", CommandAllowed),
            Arguments = Arguments(own),
            Environment = ServerEnvironment(own),
            WorkingDirectory = own.Text("cwd", Defaults.WorkingDirectory,
                "a directory; a relative one starts at the host's own; \"\" for the host's own"),
            Variables = HostVariables.In(OwnKeys.Select(own.Find).OfType<Found>().Select(key => key.Node)),
        };
        // Keys that only a server has are known to its own layer, inherited keys to both.
        var layered = own.Over(defaults);
        foreach (var key in OwnKeys) layered.Find(key);
        return Inherited(settings, layered, own.LayerCount);
    }

    private const string CommandAllowed = "a program: a path, or a name that is looked up in PATH, without its arguments";

    private static readonly string[] OwnKeys = ["command", "args", "env", "cwd"];

    private static ServerSettings Inherited(ServerSettings settings, Section section, int ownLayers)
    {
        var shutdown = section.Child("shutdown");
        var restart = section.Child("restart");
        var health = section.Child("health");
        var breaker = section.Child("breaker");
        var lists = section.Child("lists");
        var catalog = section.Child("catalog");
        var redact = section.Child("redact");
        var tools = section.Child("tools");
        var before = section.Mistakes.Count;
        var result = settings with
        {
            InheritEnvironment = section.Word("inherit-env", Defaults.InheritEnvironment,
                ("default", InheritEnvironment.Default), ("all", InheritEnvironment.All), ("none", InheritEnvironment.None)),
            Isolation = section.Word("isolation", Defaults.Isolation,
                ("shared", Isolation.Shared), ("session", Isolation.Session), ("pool", Isolation.Pool)),
            PoolSize = section.Count(ServerSettingRules.PoolSize),
            Start = section.Word("start", Defaults.Start, ("on-demand", StartMode.OnDemand), ("eager", StartMode.Eager)),
            IdleTimeout = section.Duration(ServerSettingRules.IdleTimeout),
            MaxLifetime = section.Duration(ServerSettingRules.MaxLifetime),
            MaxMemoryBytes = section.Size(ServerSettingRules.MaxMemory),
            MaxProcesses = section.Count(ServerSettingRules.MaxProcesses),
            MaxWaiting = section.Count(ServerSettingRules.MaxWaiting),
            Cluster = section.Word("cluster", Defaults.Cluster, ("per-node", ServerPlacement.PerNode), ("singleton", ServerPlacement.Singleton)),
            Protocol = section.Word("protocol", Defaults.Protocol,
                ("auto", ServerProtocol.Auto), ("modern", ServerProtocol.Modern), ("legacy", ServerProtocol.Legacy)),
            Pin = section.Word("pin", Defaults.Pin, ("off", PinMode.Off), ("warn", PinMode.Warn), ("refuse", PinMode.Refuse)),
            Retry = section.Retry(Defaults.Retry),
            OwnStartupTimeout = Chosen(ServerSettingRules.StartupTimeout, section),
            CallTimeout = section.Duration(ServerSettingRules.CallTimeout),
            MaxCallTimeout = section.Duration(ServerSettingRules.MaxCallTimeout),
            DrainTimeout = section.Duration(ServerSettingRules.DrainTimeout),
            MaxMessageBytes = section.Size(ServerSettingRules.MaxMessage),
            MaxResultBytes = section.Size(ServerSettingRules.MaxResult),
            MaxSpillBytes = section.Size(ServerSettingRules.MaxSpill),
            Tools = Tools(tools),
            MaxUnreadBytes = section.Size(ServerSettingRules.MaxUnread),
            MaxServerRequests = section.Count(ServerSettingRules.MaxServerRequests),
            UnreadTimeout = section.Duration(ServerSettingRules.UnreadTimeout),
            MaxNotifications = section.Count(ServerSettingRules.MaxNotifications),
            EofGrace = shutdown.Duration(ServerSettingRules.EofGrace),
            TermGrace = shutdown.Duration(ServerSettingRules.TermGrace),
            Restart = Restart(restart),
            Health = Health(health),
            Breaker = new BreakerSettings
            {
                MaxFailures = breaker.Count(ServerSettingRules.MaxFailures),
                ResetTimeout = breaker.Duration(ServerSettingRules.ResetTimeout),
            },
            Lists = new ListSettings
            {
                MaxPages = lists.Count(ServerSettingRules.MaxPages),
                MaxItems = lists.Count(ServerSettingRules.MaxItems),
                MaxBytes = lists.Size(ServerSettingRules.MaxListSize),
            },
            Catalog = new CatalogSettings { Ttl = catalog.Duration(ServerSettingRules.CatalogTtl) },
            Redact = new RedactSettings
            {
                Args = redact.Texts("args", "a list of the names of arguments with their dashes, such as [\"-p\"]"),
                ShowEnv = redact.Texts("show-env", "a list of the names of variables, such as [REGION]"),
            },
        };
        if (section.Mistakes.Count == before)
        {
            foreach (var rule in ServerSettingRules.Orders.Where(rule => rule.IsBroken(result)))
            {
                var place = rule.Of.Key.StartsWith("restart.", StringComparison.Ordinal) ? restart : section;
                if ((place.Find(rule.Of.LocalKey) ?? place.Find(rule.AtMost.LocalKey)) is { } found)
                    section.Mistakes.Add(found.Path, found.Node, $"is {rule.More} than {rule.AtMost.LocalKey}, {rule.Limit(result)}", $"at most {rule.AtMost.LocalKey}");
            }
        }
        shutdown.RefuseUnknown();
        restart.RefuseUnknown();
        health.RefuseUnknown();
        breaker.RefuseUnknown();
        lists.RefuseUnknown();
        catalog.RefuseUnknown();
        redact.RefuseUnknown();
        section.RefuseUnknown(ownLayers);
        return result;
    }

    private static TimeSpan? Chosen(TimeRule rule, Section section)
    {
        var time = section.Duration(rule);
        return section.IsDefault(rule.LocalKey) ? null : time;
    }

    private static IReadOnlyDictionary<string, ToolSettings> Tools(Section section)
    {
        var tools = new Dictionary<string, ToolSettings>(StringComparer.Ordinal);
        foreach (var name in section.Keys)
        {
            var tool = section.Named(name);
            var most = tool.Size(ServerSettingRules.MaxResult);
            tools[name] = new ToolSettings { MaxResultBytes = tool.Find(ServerSettingRules.MaxResult.LocalKey) is null ? null : most };
            tool.RefuseUnknown();
        }
        return tools.Count == 0 ? Defaults.Tools : tools;
    }

    private static RestartSettings Restart(Section section) => new()
    {
        MinBackoff = section.Duration(ServerSettingRules.MinBackoff),
        MaxBackoff = section.Duration(ServerSettingRules.MaxBackoff),
        MaxRestarts = section.Count(ServerSettingRules.MaxRestarts),
        Jitter = section.Fraction("jitter", Defaults.Restart.Jitter),
        Within = section.Duration(ServerSettingRules.Within),
        StableAfter = section.Duration(ServerSettingRules.StableAfter),
        ProbeInterval = section.Duration(ServerSettingRules.ProbeInterval),
    };

    private static HealthSettings Health(Section section) => new()
    {
        Interval = section.Duration(ServerSettingRules.HealthInterval),
        Timeout = section.Duration(ServerSettingRules.HealthTimeout),
    };

    private static List<string> Arguments(Section own)
    {
        const string Allowed = "a list of texts, such as [\"-y\", \"a-package\"]";
        if (own.Find("args") is not { } found) return [];
        if (found.Node is not ListNode list)
        {
            own.Mistakes.AddHidden(found.Path, found.Node, "is not a list", Allowed);
            return [];
        }
        var arguments = new List<string>();
        foreach (var (index, item) in list.Items.Index())
        {
            var path = $"{found.Path}[{index}]";
            if (TextProblem(item) is { } problem) own.Mistakes.AddHidden(path, item, problem, Allowed);
            else arguments.Add(((ScalarNode)item).Text);
        }
        return arguments;
    }

    private static Dictionary<string, string> ServerEnvironment(Section own)
    {
        const string Allowed =
            "NAME = text, its name neither empty nor with '=' or NUL, its text without NUL; a name with dots in quotes";
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        var section = own.Child("env");
        foreach (var name in section.Keys)
        {
            var value = section.Raw(name);
            var problem = name.Length == 0 ? "has an empty name"
                : name.AsSpan().ContainsAny('=', '\0') ? "has '=' or NUL in its name"
                : TextProblem(value);
            if (problem is not null) own.Mistakes.AddHidden(Section.Join(section.Path, name), value, problem, Allowed);
            else environment[name] = ((ScalarNode)value).Text;
        }
        return environment;
    }

    private static string? TextProblem(Node value) =>
        value is not ScalarNode { IsNull: false, Text: var text } ? "is not a text"
        : text.Contains('\0', StringComparison.Ordinal) ? "contains a NUL character"
        : null;
}
