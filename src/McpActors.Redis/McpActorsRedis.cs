using Akka.Actor;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Sessions;
using StackExchange.Redis;

namespace McpActors.Redis;

/// <summary>Sessions in Redis for an actor system without Akka.Hosting.</summary>
public static class McpActorsRedis
{
    /// <summary>
    /// Creates the session directory of an actor system from <c>mcp-actors.sessions.redis</c>: <c>new McpActorsSetup
    /// { SessionDirectoryFactory = McpActorsRedis.Directory() }</c>. It ends with the actor system.
    /// </summary>
    /// <param name="connection">A connection that the platform has already, and disposes itself. The default value is
    /// null: the directory connects with <c>sessions.redis.connection</c>.</param>
    /// <returns>A factory, which throws an <see cref="McpConfigurationException"/> if the configuration is invalid.
    /// A Redis that cannot be reached is no error: see <see cref="WhenUnavailable"/>.</returns>
    public static Func<ActorSystem, McpActorsSettings, ISessionDirectory> Directory(IConnectionMultiplexer? connection = null) => (system, host) =>
    {
        var (settings, options) = RedisSettingsReader.Read(system.Settings.Config, Environment.GetEnvironmentVariable, hasConnection: connection is not null);
        if (host.Cluster.Enabled)
        {
            throw new McpConfigurationException([new ConfigurationMistake(
                "mcp-actors.sessions.redis", null, "", "cannot be combined with mcp-actors.cluster.enabled = on: the nodes of a cluster share a directory already", "one of them")]);
        }
        var answerTimeout = host.Sessions.OpenTimeout / 2;
        var link = connection is null ? new RedisLink(options, answerTimeout) : new RedisLink(connection, answerTimeout);
        var directory = new RedisSessionDirectory(settings, host, link, Logging.GetLogger(system, typeof(RedisSessionDirectory)));
        system.RegisterOnTermination(directory.Dispose);
        return directory;
    };

    /// <summary>Whether the configuration names a Redis (<c>mcp-actors.sessions.redis.connection</c>).</summary>
    internal static bool IsConfigured(Akka.Configuration.Config system) =>
        McpActors.Configuration.Syntax.AkkaNodes.Find(system, "mcp-actors", "sessions", "redis", "connection")
            is McpActors.Configuration.Syntax.ScalarNode { IsNull: false, Text.Length: > 0 };
}
