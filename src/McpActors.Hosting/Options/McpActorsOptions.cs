using Akka.Actor;
using McpActors.Configuration;
using McpActors.Sessions;

namespace McpActors.Hosting;

/// <summary>
/// <c>mcp-actors</c> in code: <c>WithMcpActors(options => options.AddServer("files", "npx", "-y", "@mcp/server-filesystem", "/srv"))</c>.
/// Each property is a key of <c>reference.conf</c>, which says what it means and its default; null, or empty, says nothing, and leaves the
/// key to what was said before. Not thread-safe; it is read once, when it is given.
/// </summary>
/// <remarks>
/// It can be bound to configuration as well. Nothing is checked here: all that is configured, wherever, is checked as one when the host starts,
/// and every mistake is named then, in one <see cref="McpConfigurationException"/>.
/// </remarks>
public sealed class McpActorsOptions
{
    /// <summary><c>server-defaults</c>: what a server takes where it does not say its own.</summary>
    public ServerDefaultsOptions ServerDefaults { get; } = new();

    /// <summary><c>servers</c>, by name.</summary>
    public IDictionary<string, ServerOptions> Servers { get; } = new Dictionary<string, ServerOptions>(StringComparer.Ordinal);

    /// <summary>
    /// <c>import</c>: files of other programs whose servers are run as well. They are added to those that were named before; a relative path
    /// starts at the host's own directory.
    /// </summary>
    public IList<string> Import { get; } = [];

    /// <summary><c>scheduler</c>.</summary>
    public SchedulerOptions Scheduler { get; } = new();

    /// <summary><c>reaper</c>.</summary>
    public ReaperOptions Reaper { get; } = new();

    /// <summary><c>limits</c>.</summary>
    public LimitOptions Limits { get; } = new();

    /// <summary><c>sessions</c>.</summary>
    public SessionOptions Sessions { get; } = new();

    /// <summary><c>keeper</c>.</summary>
    public KeeperOptions Keeper { get; } = new();

    /// <summary><c>cluster</c>.</summary>
    public ClusterOptions Cluster { get; } = new();

    /// <summary><c>protect-host</c>.</summary>
    public bool? ProtectHost { get; set; }

    /// <summary><c>runtime-dir</c>.</summary>
    public string? RuntimeDir { get; set; }

    /// <summary>What the platform does for servers that ask for something; null for what was given before.</summary>
    [GivenByCode]
    public McpHandlers? Handlers { get; set; }

    /// <summary>Where it is kept who holds which session; null for what was given before, or else the memory of this host.</summary>
    [GivenByCode]
    public ISessionDirectory? SessionDirectory { get; set; }

    /// <summary>
    /// What makes actors that are jobs, by the name by which schedules have them, those of <c>appsettings.json</c> and HOCON too:
    /// <c>jobs = [ { actor = NAME } ]</c>.
    /// </summary>
    [GivenByCode]
    public IDictionary<string, Func<ActorSystem, Props>> JobActors { get; } = new Dictionary<string, Func<ActorSystem, Props>>(StringComparer.Ordinal);

    /// <summary>Defines a server. Whatever was said of its command and its arguments before is replaced; its other keys are not.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="command">The program: a path, or a name that is looked up in PATH. Nothing of it goes through a shell.</param>
    /// <param name="args">Its arguments, each as it is.</param>
    /// <returns>The server, for what else there is to say: <c>options.AddServer(...).CallTimeout = TimeSpan.FromMinutes(5)</c>.</returns>
    /// <exception cref="ArgumentException">These options have a server of that name already.</exception>
    public ServerOptions AddServer(string name, string command, params string[] args)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Servers.ContainsKey(name))
            throw new ArgumentException($"Server '{name}' is added twice. To say more of it, use what AddServer returns, or ConfigureServer.", nameof(name));
        return Servers[name] = new ServerOptions { Command = command, Args = [.. args] };
    }

    /// <summary>Defines a server, and says more of it: <c>server => server.Env["LOG"] = "debug"</c>.</summary>
    /// <exception cref="ArgumentException">These options have a server of that name already.</exception>
    public McpActorsOptions AddServer(string name, string command, IEnumerable<string> args, Action<ServerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        configure(AddServer(name, command, [.. args]));
        return this;
    }

    /// <summary>Says more of a server that is defined here, in HOCON or in <c>appsettings.json</c>; what is not said stays as it is.</summary>
    public McpActorsOptions ConfigureServer(string name, Action<ServerOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(configure);
        if (!Servers.TryGetValue(name, out var server)) server = Servers[name] = new ServerOptions();
        configure(server);
        return this;
    }

    /// <summary>Imports the servers of a file of another program, such as <c>.mcp.json</c>.</summary>
    public McpActorsOptions ImportFile(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        Import.Add(path);
        return this;
    }

    /// <summary>
    /// Defines a schedule: <c>options.AddSchedule("nightly", "0 3 * * *", schedule => schedule.Call("files", "list_directory", new { path = "/srv" }))</c>.
    /// Whatever was said of its cron line and its jobs before is replaced.
    /// </summary>
    /// <param name="name">Its name.</param>
    /// <param name="cron">Minute, hour, day, month, weekday; or six fields with seconds first.</param>
    /// <param name="configure">Says what its jobs are, and what else there is to say.</param>
    /// <exception cref="ArgumentException">These options have a schedule of that name already.</exception>
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
