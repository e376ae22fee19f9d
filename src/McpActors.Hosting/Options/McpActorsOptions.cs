using Akka.Actor;
using McpActors.Configuration;
using McpActors.Sessions;

namespace McpActors.Hosting;

/// <summary>
/// The section <c>mcp-actors</c> in code: <c>WithMcpActors(options => options.AddServer("files", "npx", "-y",
/// "@mcp/server-filesystem", "/srv"))</c>. Each property stands for a configuration key; a property that is null or
/// empty leaves its key to earlier configuration. It is not thread-safe; it is read once, when it is passed.
/// </summary>
/// <remarks>
/// It can also be bound to .NET configuration. Values are not checked here: the combined configuration is checked when
/// the host starts, and one <see cref="McpConfigurationException"/> lists every mistake.
/// </remarks>
public sealed class McpActorsOptions
{
    /// <summary>Settings for servers that do not set their own (<c>server-defaults</c>).</summary>
    public ServerDefaultsOptions ServerDefaults { get; } = new();

    /// <summary>The servers by name (<c>servers</c>). The default is none.</summary>
    public IDictionary<string, ServerOptions> Servers { get; } = new Dictionary<string, ServerOptions>(StringComparer.Ordinal);

    /// <summary>
    /// Configuration files of other programs whose servers are run too (<c>import</c>). They are added to files named
    /// earlier. A relative path starts at the host's working directory. The default is none.
    /// </summary>
    public IList<string> Import { get; } = [];

    /// <summary>Schedules and their time zone (<c>scheduler</c>).</summary>
    public SchedulerOptions Scheduler { get; } = new();

    /// <summary>Sweeps for orphans (<c>reaper</c>).</summary>
    public ReaperOptions Reaper { get; } = new();

    /// <summary>Limits of the whole host (<c>limits</c>).</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary>Timeouts of sessions (<c>sessions</c>).</summary>
    public SessionOptions Sessions { get; } = new();

    /// <summary>The keeper (<c>keeper</c>).</summary>
    public KeeperOptions Keeper { get; } = new();

    /// <summary>The cluster, for the package McpActors.Cluster (<c>cluster</c>).</summary>
    public ClusterOptions Cluster { get; } = new();

    /// <summary>
    /// Whether servers are kept from tracing this host and reading its memory (<c>protect-host</c>). The default value
    /// is false; with true there are no core dumps, and debuggers cannot attach.
    /// </summary>
    public bool? ProtectHost { get; set; }

    /// <summary>
    /// The private directory in which the hosts of one user find each other (<c>runtime-dir</c>). The default value is
    /// empty: <c>/run/user/UID/mcpactors</c>, or <c>/tmp/mcpactors-UID</c>.
    /// </summary>
    public string? RuntimeDir { get; set; }

    /// <summary>
    /// The private directory for the lists of servers and the accepted tools (<c>state-dir</c>). The default value is
    /// empty: <see cref="RuntimeDir"/> if it is set, otherwise <c>mcpactors</c> in <c>$STATE_DIRECTORY</c>,
    /// <c>$XDG_STATE_HOME</c> or <c>~/.local/state</c>.
    /// </summary>
    public string? StateDir { get; set; }

    /// <summary>Handlers for requests of servers. The default value is null, which keeps earlier handlers.</summary>
    [GivenByCode]
    public McpHandlers? Handlers { get; set; }

    /// <summary>
    /// The directory that records which actor holds which session. The default value is null, which keeps an earlier
    /// one, or else uses this host's memory.
    /// </summary>
    [GivenByCode]
    public ISessionDirectory? SessionDirectory { get; set; }

    /// <summary>
    /// Factories of actors that are jobs, by the name that schedules use, including those of <c>appsettings.json</c>
    /// and HOCON: <c>jobs = [ { actor = NAME } ]</c>. The default is none.
    /// </summary>
    [GivenByCode]
    public IDictionary<string, Func<ActorSystem, Props>> JobActors { get; } = new Dictionary<string, Func<ActorSystem, Props>>(StringComparer.Ordinal);

    /// <summary>Defines a server. Its earlier command and arguments are replaced; its other keys are kept.</summary>
    /// <param name="name">The server's name: letters, digits, '-', '_' and '.', at most 64.</param>
    /// <param name="command">The program: a path, or a name that is looked up in PATH. No shell is involved.</param>
    /// <param name="args">The arguments, passed unchanged.</param>
    /// <returns>The server, for further settings: <c>options.AddServer(...).CallTimeout =
    /// TimeSpan.FromMinutes(5)</c>.</returns>
    /// <exception cref="ArgumentException">These options already have a server with this name.</exception>
    public ServerOptions AddServer(string name, string command, params string[] args)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Servers.ContainsKey(name))
            throw new ArgumentException($"Server '{name}' is added twice. To change it, use the result of AddServer, or ConfigureServer.", nameof(name));
        return Servers[name] = new ServerOptions { Command = command, Args = [.. args] };
    }

    /// <summary>Defines a server with further settings: <c>server => server.Env["LOG"] = "debug"</c>.</summary>
    /// <exception cref="ArgumentException">These options already have a server with this name.</exception>
    public McpActorsOptions AddServer(string name, string command, IEnumerable<string> args, Action<ServerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(AddServer(name, command, [.. args]));
        return this;
    }

    /// <summary>
    /// Changes settings of a server that is defined here, in HOCON or in <c>appsettings.json</c>; other settings are
    /// kept.
    /// </summary>
    public McpActorsOptions ConfigureServer(string name, Action<ServerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (!Servers.TryGetValue(name, out var server)) server = Servers[name] = new ServerOptions();
        configure(server);
        return this;
    }

    /// <summary>Imports the servers of another program's file, such as <c>.mcp.json</c>.</summary>
    public McpActorsOptions ImportFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Import.Add(path);
        return this;
    }

    /// <summary>
    /// Defines a schedule: <c>options.AddSchedule("nightly", "0 3 * * *", schedule => schedule.Call("files",
    /// "list_directory", new { path = "/srv" }))</c>. Its earlier cron line and jobs are replaced.
    /// </summary>
    /// <param name="name">The schedule's name.</param>
    /// <param name="cron">Minute, hour, day, month, weekday; or six fields with seconds first.</param>
    /// <param name="configure">Sets the jobs and other settings.</param>
    /// <exception cref="ArgumentException">These options already have a schedule with this name.</exception>
    public McpActorsOptions AddSchedule(string name, string cron, Action<ScheduleOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (Scheduler.Schedules.ContainsKey(name)) throw new ArgumentException($"Schedule '{name}' is added twice.", nameof(name));
        var schedule = Scheduler.Schedules[name] = new ScheduleOptions { Cron = cron };
        configure(schedule);
        return this;
    }
}
