using Akka.Hosting;
using McpActors.Configuration;
using McpActors.Configuration.Syntax;
using McpActors.Hosting.Layers;
using Microsoft.Extensions.Configuration;

namespace McpActors.Hosting;

/// <summary>
/// McpActors for users of Akka.Hosting.
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
/// Every overload starts McpActors with the actor system and ends it with the system's coordinated shutdown, and registers its actors as
/// <see cref="McpServers"/>, <see cref="McpSessions"/>, <see cref="McpScheduler"/> and <see cref="OrphanReaper"/>, so that
/// <c>IRequiredActor&lt;McpServers&gt;</c> resolves them. Akka.Hosting starts actors in the order in which they are named: call it before
/// <c>WithActors</c> of those who need them in their constructors.
/// </para>
/// <para>
/// It may be called more than once, and be mixed with <c>AddHocon</c>: what is said later wins, key by key; <c>AddHocon</c> in mode
/// <c>Append</c> speaks as if it were earlier than all. All of it together is checked when the host starts, which fails with one
/// <see cref="McpConfigurationException"/> that names every mistake.
/// </para>
/// <para>
/// Every overload sets <c>akka.coordinated-shutdown.run-by-clr-shutdown-hook = off</c>, unless HOCON of yours says <c>on</c> or <c>off</c>: the host
/// handles SIGTERM and SIGINT and stops its services in their order, so that those registered after <c>AddAkka</c> can still use their servers
/// in <c>StopAsync</c>. With <c>on</c>, Akka.NET terminates the actor system at the signal itself.
/// </para>
/// </remarks>
public static class McpActorsHostingExtensions
{
    /// <summary>The section of <c>appsettings.json</c>.</summary>
    public const string SectionName = "McpActors";

    /// <summary>McpActors, from <c>mcp-actors</c> in the system's HOCON.</summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <returns>The same builder.</returns>
    public static AkkaConfigurationBuilder WithMcpActors(this AkkaConfigurationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return HostSignals.LeaveToHost(builder).StartActors((system, registry, services) =>
        {
            var actors = McpActorsExtension.Get(system);
            // Where it was called before, they are there.
            registry.TryRegister<McpServers>(actors.Servers);
            registry.TryRegister<McpSessions>(actors.Sessions);
            registry.TryRegister<McpScheduler>(actors.Scheduler);
            registry.TryRegister<OrphanReaper>(actors.Reaper);
            HostedServiceOrder.WarnIn(system, services);
        });
    }

    /// <summary>McpActors, with what is said in code over the system's HOCON.</summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="configure">Says it.</param>
    /// <returns>The same builder.</returns>
    public static AkkaConfigurationBuilder WithMcpActors(this AkkaConfigurationBuilder builder, Action<McpActorsOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var options = new McpActorsOptions();
        configure(options);
        return builder.WithMcpActors(options);
    }

    /// <summary>McpActors, with these options over the system's HOCON.</summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="options">What is said. It is read now.</param>
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
            JobActors = layer.JobActors,
        });
        return builder.Prepend(layer.Root).WithMcpActors();
    }

    /// <summary>
    /// McpActors, with .NET's configuration over the system's HOCON: <c>"McpActors": { "Servers": { "files": { "Command": "npx" } } }</c>. The keys
    /// are those of <c>reference.conf</c>, in whatever case; durations are written as there, <c>"30s"</c>, or as .NET does, <c>"00:00:30"</c>.
    /// </summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="configuration">The section, or the whole configuration, of which <see cref="SectionName"/> is taken. It is read now.</param>
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
        // Files to import are added to those of before: whoever says one more does not take the others back.
        if (layer.Members.GetValueOrDefault("import") is ListNode more && builder.Configuration.HasValue
            && AkkaNodes.Find(builder.Configuration.Value, "mcp-actors", "import") is ListNode earlier)
            layer.Members["import"] = new ListNode([.. earlier.Items, .. more.Items], more.Position);
        var root = new ObjectNode(layer.Position);
        root.Members["mcp-actors"] = layer;
        return builder.AddHocon(AkkaNodes.ToConfig(root), HoconAddMode.Prepend);
    }
}
