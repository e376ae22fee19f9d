using Akka.Hosting;
using McpActors.Configuration;
using McpActors.Configuration.Syntax;
using McpActors.Hosting.Layers;
using Microsoft.Extensions.Configuration;

namespace McpActors.Hosting;

/// <summary>
/// Adds McpActors to an actor system of Akka.Hosting.
/// <code>
/// services.AddAkka("agents", akka => akka.WithMcpActors(mcp =>
/// {
///     mcp.AddServer("files", "npx", "-y", "@modelcontextprotocol/server-filesystem", "/srv");
///     mcp.AddSchedule("nightly", "0 3 * * *", job => job.Call("files", "list_directory", new { path = "/srv" }));
/// }));
/// </code>
/// </summary>
/// <remarks>
/// <para>
/// Every overload starts McpActors with the actor system and ends it with the system's coordinated shutdown. It
/// registers the actors as <see cref="McpServers"/>, <see cref="McpSessions"/>, <see cref="McpScheduler"/> and
/// <see cref="OrphanReaper"/>, so that <c>IRequiredActor&lt;McpServers&gt;</c> resolves them. Akka.Hosting starts
/// actors in the order of the calls: call it before the <c>WithActors</c> of actors that need them in their
/// constructors.
/// </para>
/// <para>
/// Calls can be repeated and mixed with <c>AddHocon</c>: a later call overrides an earlier one key by key, except that
/// <c>AddHocon</c> in mode <c>Append</c> has the lowest priority. The combined configuration is checked when the host
/// starts; the start fails with one <see cref="McpConfigurationException"/> that lists every mistake.
/// </para>
/// <para>
/// Every overload sets <c>akka.coordinated-shutdown.run-by-clr-shutdown-hook = off</c>, unless your HOCON sets it: the
/// host handles SIGTERM and SIGINT and stops its services in order, so that services registered after <c>AddAkka</c>
/// can still use their servers in <c>StopAsync</c>. With <c>on</c>, Akka.NET terminates the actor system at the signal
/// itself.
/// </para>
/// </remarks>
public static class McpActorsHostingExtensions
{
    /// <summary>The section of <c>appsettings.json</c> that is read: <c>McpActors</c>.</summary>
    public const string SectionName = "McpActors";

    /// <summary>Adds McpActors, configured by <c>mcp-actors</c> in the system's HOCON.</summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <returns>The same builder.</returns>
    public static AkkaConfigurationBuilder WithMcpActors(this AkkaConfigurationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return HostSignals.LeaveToHost(builder).StartActors((system, registry, services) =>
        {
            var actors = McpActorsExtension.Get(system);
            // Already registered if this is not the first call.
            registry.TryRegister<McpServers>(actors.Servers);
            registry.TryRegister<McpSessions>(actors.Sessions);
            registry.TryRegister<McpScheduler>(actors.Scheduler);
            registry.TryRegister<OrphanReaper>(actors.Reaper);
            HostedServiceOrder.WarnIn(system, services);
        });
    }

    /// <summary>Adds McpActors, configured in code; the system's HOCON supplies the remaining settings.</summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="configure">Sets the options. It is called now.</param>
    /// <returns>The same builder.</returns>
    public static AkkaConfigurationBuilder WithMcpActors(this AkkaConfigurationBuilder builder, Action<McpActorsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new McpActorsOptions();
        configure(options);
        return builder.WithMcpActors(options);
    }

    /// <summary>Adds McpActors with these options; the system's HOCON supplies the remaining settings.</summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="options">The options. They are read now.</param>
    /// <returns>The same builder.</returns>
    public static AkkaConfigurationBuilder WithMcpActors(this AkkaConfigurationBuilder builder, McpActorsOptions options)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(options);
        var before = builder.Setups.OfType<McpActorsSetup>().LastOrDefault() ?? new McpActorsSetup();
        var layer = OptionsLayer.Of(options, before.JobActors);
        builder.Setups.Remove(before);
        builder.AddSetup(new McpActorsSetup
        {
            Handlers = options.Handlers ?? before.Handlers,
            SessionDirectory = options.SessionDirectory ?? before.SessionDirectory,
            SessionDirectoryFactory = before.SessionDirectoryFactory,
            JobActors = layer.JobActors,
        });
        return builder.Prepend(layer.Root).WithMcpActors();
    }

    /// <summary>
    /// Adds McpActors, configured by .NET's configuration; the system's HOCON supplies the remaining settings:
    /// <c>"McpActors": { "Servers": { "files": { "Command": "npx" } } }</c>. Keys are the HOCON keys, in any case;
    /// durations are written as in HOCON, <c>"30s"</c>, or as in .NET, <c>"00:00:30"</c>.
    /// </summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="configuration">The section <see cref="SectionName"/>, or a configuration that contains it. It is
    /// read now.</param>
    /// <returns>The same builder.</returns>
    public static AkkaConfigurationBuilder WithMcpActors(this AkkaConfigurationBuilder builder, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration as IConfigurationSection ?? configuration.GetSection(SectionName);
        return builder.Prepend(ConfigurationLayer.Of(section)).WithMcpActors();
    }

    private static AkkaConfigurationBuilder Prepend(this AkkaConfigurationBuilder builder, ObjectNode layer)
    {
        if (layer.Members.Count == 0) return builder;
        // Imported files are added to earlier ones instead of replacing them.
        if (layer.Members.GetValueOrDefault("import") is ListNode more && builder.Configuration.HasValue
            && AkkaNodes.Find(builder.Configuration.Value, "mcp-actors", "import") is ListNode earlier)
            layer.Members["import"] = new ListNode([.. earlier.Items, .. more.Items], more.Position);
        var root = new ObjectNode(layer.Position);
        root.Members["mcp-actors"] = layer;
        return builder.AddHocon(AkkaNodes.ToConfig(root), HoconAddMode.Prepend);
    }
}
