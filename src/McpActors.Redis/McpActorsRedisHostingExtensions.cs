using Akka.Hosting;
using McpActors.Hosting;
using StackExchange.Redis;

namespace McpActors.Redis;

/// <summary>Adds sessions in Redis to an actor system of Akka.Hosting.</summary>
public static class McpActorsRedisHostingExtensions
{
    /// <summary>
    /// Keeps the sessions of McpActors in Redis, shared with all hosts that use the same key prefix:
    /// <c>akka.WithMcpActors(...).WithMcpActorsRedis("redis-1:6379")</c>.
    /// </summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="connection">The servers and options of StackExchange.Redis. The default value is null, for
    /// <c>mcp-actors.sessions.redis.connection</c>.</param>
    /// <returns>The same builder.</returns>
    /// <remarks>
    /// Call it before or after <c>WithMcpActors</c>. The configuration is checked when the host starts. A Redis that
    /// cannot be reached does not fail the start: see <see cref="WhenUnavailable"/>.
    /// </remarks>
    public static AkkaConfigurationBuilder WithMcpActorsRedis(this AkkaConfigurationBuilder builder, string? connection = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (connection is not null)
            builder.AddHocon($"mcp-actors.sessions.redis.connection = {Quoted(connection)}", HoconAddMode.Prepend);
        return builder.WithDirectory(null);
    }

    /// <summary>The same with a connection that the platform has already.</summary>
    /// <param name="builder">The builder of the actor system.</param>
    /// <param name="connection">The connection. The platform disposes it, after the actor system has ended.</param>
    /// <returns>The same builder.</returns>
    public static AkkaConfigurationBuilder WithMcpActorsRedis(this AkkaConfigurationBuilder builder, IConnectionMultiplexer connection)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(connection);
        return builder.WithDirectory(connection);
    }

    private static AkkaConfigurationBuilder WithDirectory(this AkkaConfigurationBuilder builder, IConnectionMultiplexer? connection)
    {
        var before = builder.Setups.OfType<McpActorsSetup>().LastOrDefault() ?? new McpActorsSetup();
        builder.Setups.Remove(before);
        builder.AddSetup(new McpActorsSetup
        {
            Handlers = before.Handlers,
            JobActors = before.JobActors,
            SessionDirectory = before.SessionDirectory,
            SessionDirectoryFactory = McpActorsRedis.Directory(connection),
        });
        return builder.WithMcpActors();
    }

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";
}
