using McpActors.Configuration.Import;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration.Reading;

/// <summary>Reads <c>server-defaults</c> and <c>servers</c>, with what is imported beside them.</summary>
internal static class ServerReader
{
    private static readonly ServerSettings Defaults = new() { Name = "", Command = "" };

    public static IReadOnlyDictionary<string, ServerSettings> Read(Section root, IReadOnlyList<ImportedServer> imported)
    {
        // Read for itself, so that its mistakes are found even where no server inherits them.
        Inherited(Defaults, root.Child("server-defaults"), ownLayers: int.MaxValue);

        var servers = root.Child("servers");
        var result = new Dictionary<string, ServerSettings>(StringComparer.Ordinal);
        foreach (var name in Names.Of(servers, "server")) result[name] = Read(name, servers.Named(name), root.Child("server-defaults"));
        var taken = new ServerNames(servers);
        foreach (var (name, key, definition) in imported)
        {
            var own = new Section(root.Mistakes, "mcp-actors.servers.*", [new Layer(definition, key)]);
            // One that cannot have its name may have other mistakes as well.
            var settings = Read(name, own, root.Child("server-defaults"));
            if (taken.Take(name, key, definition, root.Mistakes)) result[name] = settings;
        }
        return result;
    }

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
        // The keys that only a server has are known to its own layer, the inherited ones to both.
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
        var redact = section.Child("redact");
        var before = section.Mistakes.Count;
        var result = settings with
        {
            InheritEnvironment = section.Word("inherit-env", Defaults.InheritEnvironment,
                ("default", InheritEnvironment.Default), ("all", InheritEnvironment.All), ("none", InheritEnvironment.None)),
            Isolation = section.Word("isolation", Defaults.Isolation,
                ("shared", Isolation.Shared), ("session", Isolation.Session), ("pool", Isolation.Pool)),
            PoolSize = section.Count("pool-size", Defaults.PoolSize, 1, 10_000),
            Start = section.Word("start", Defaults.Start, ("on-demand", StartMode.OnDemand), ("eager", StartMode.Eager)),
            IdleTimeout = section.Duration("idle-timeout", Defaults.IdleTimeout, zero: "never"),
            MaxLifetime = section.Duration("max-lifetime", Defaults.MaxLifetime, zero: "none"),
            MaxMemoryBytes = MaxMemory(section),
            MaxProcesses = section.Count("max-processes", Defaults.MaxProcesses, 1, 100_000),
            MaxWaiting = section.Count("max-waiting", Defaults.MaxWaiting, 0, 1_000_000),
            Cluster = section.Word("cluster", Defaults.Cluster, ("per-node", ServerPlacement.PerNode), ("single", ServerPlacement.OnePerCluster)),
            StartupTimeout = section.Duration("startup-timeout", Defaults.StartupTimeout),
            CallTimeout = section.Duration("call-timeout", Defaults.CallTimeout),
            MaxCallTimeout = section.Duration("max-call-timeout", Defaults.MaxCallTimeout),
            DrainTimeout = section.Duration("drain-timeout", Defaults.DrainTimeout, zero: "what is under way fails at once"),
            MaxMessageBytes = section.Size("max-message", Defaults.MaxMessageBytes, 1 << 10, 1 << 30,
                "a size from 1 KiB to 1 GiB with a unit (B, kB, KiB, MB, MiB, GB, GiB), such as 16 MiB"),
            MaxUnreadBytes = section.Size("max-unread", Defaults.MaxUnreadBytes, 64 << 10, 1L << 32,
                "a size from 64 KiB to 4 GiB with a unit (B, kB, KiB, MB, MiB, GB, GiB), such as 16 MiB"),
            MaxServerRequests = section.Count("max-server-requests", Defaults.MaxServerRequests, 1, 100_000),
            UnreadTimeout = section.Duration("unread-timeout", Defaults.UnreadTimeout),
            MaxNotifications = section.Count("max-notifications", Defaults.MaxNotifications, 0, 10_000_000),
            EofGrace = shutdown.Duration("eof-grace", Defaults.EofGrace, zero: "SIGTERM at once"),
            TermGrace = shutdown.Duration("term-grace", Defaults.TermGrace, zero: "SIGKILL at once"),
            Restart = Restart(restart),
            Health = Health(health),
            Breaker = new BreakerSettings
            {
                MaxFailures = breaker.Count("max-failures", Defaults.Breaker.MaxFailures, 0, 1_000_000),
                ResetTimeout = breaker.Duration("reset-timeout", Defaults.Breaker.ResetTimeout),
            },
            Redact = new RedactSettings
            {
                Args = redact.Texts("args", "a list of the names of arguments with their dashes, such as [\"-p\"]"),
                ShowEnv = redact.Texts("show-env", "a list of the names of variables, such as [REGION]"),
            },
        };
        if (section.Mistakes.Count == before && result.CallTimeout > result.MaxCallTimeout && section.Find("call-timeout") is { } found)
        {
            section.Mistakes.Add(
                found.Path, found.Node, $"is longer than max-call-timeout, {Durations.Format(result.MaxCallTimeout)}", "at most max-call-timeout");
        }
        if (section.Mistakes.Count == before && result.Isolation == Isolation.Pool && result.PoolSize > result.MaxProcesses
            && (section.Find("pool-size") ?? section.Find("max-processes")) is { } size)
        {
            section.Mistakes.Add(size.Path, size.Node, $"is more than max-processes, {result.MaxProcesses}", "at most max-processes");
        }
        shutdown.RefuseUnknown();
        restart.RefuseUnknown();
        health.RefuseUnknown();
        breaker.RefuseUnknown();
        redact.RefuseUnknown();
        section.RefuseUnknown(ownLayers);
        return result;
    }

    private static long MaxMemory(Section section)
    {
        const string Allowed = "0 B (any), or a size from 1 MiB to 1024 GiB with a unit, such as 512 MiB";
        var size = section.Size("max-memory", Defaults.MaxMemoryBytes, 0, 1L << 40, Allowed);
        if (size is > 0 and < 1 << 20 && section.Find("max-memory") is { } found)
            section.Mistakes.Add(found.Path, found.Node, "is too small", Allowed);
        return size;
    }

    private static RestartSettings Restart(Section section)
    {
        var defaults = Defaults.Restart;
        var before = section.Mistakes.Count;
        var restart = new RestartSettings
        {
            MinBackoff = section.Duration("min-backoff", defaults.MinBackoff),
            MaxBackoff = section.Duration("max-backoff", defaults.MaxBackoff),
            MaxRestarts = section.Count("max-restarts", defaults.MaxRestarts, 0, 1_000_000),
            Jitter = section.Fraction("jitter", defaults.Jitter),
            Within = section.Duration("within", defaults.Within),
            StableAfter = section.Duration("stable-after", defaults.StableAfter),
            ProbeInterval = section.Interval("probe-interval", defaults.ProbeInterval, zero: "never"),
        };
        if (section.Mistakes.Count == before && restart.MinBackoff > restart.MaxBackoff && section.Find("min-backoff") is { } found)
        {
            section.Mistakes.Add(found.Path, found.Node, $"is longer than max-backoff, {Durations.Format(restart.MaxBackoff)}", "at most max-backoff");
        }
        return restart;
    }

    private static HealthSettings Health(Section section) => new()
    {
        Interval = section.Interval("interval", Defaults.Health.Interval, zero: "never"),
        Timeout = section.Duration("timeout", Defaults.Health.Timeout),
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
