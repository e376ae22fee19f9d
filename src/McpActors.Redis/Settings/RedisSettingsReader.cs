using System.Globalization;
using System.Net;
using Akka.Configuration;
using McpActors.Configuration;
using McpActors.Configuration.Reading;
using McpActors.Configuration.Syntax;
using StackExchange.Redis;

namespace McpActors.Redis;

/// <summary>Reads <c>mcp-actors.sessions.redis</c>. Mistakes never show the connection, which may contain a password.</summary>
internal static class RedisSettingsReader
{
    public const string HostVariable = "REDIS_HOST";
    public const string PortVariable = "REDIS_PORT";
    public const string PasswordVariable = "REDIS_PASSWORD";

    private const string Root = "mcp-actors.sessions.redis";
    private const int DefaultPort = 6379;
    private const int LongestPrefix = 64;
    private const string ConnectionAllowed = "HOST:PORT, or a list of them with options of StackExchange.Redis, such as redis-1:6379,redis-2:6379,ssl=true";

    /// <exception cref="McpConfigurationException">The configuration is invalid; the message lists all mistakes.</exception>
    public static (RedisSessionSettings Settings, ConfigurationOptions Connection) Read(
        Config system, Func<string, string?> environment, bool hasConnection = false)
    {
        var mistakes = new MistakeList(null);
        var layers = new List<Layer>();
        switch (AkkaNodes.Find(system, "mcp-actors", "sessions", "redis"))
        {
            case ObjectNode user: layers.Add(new Layer(user, Root)); break;
            case { } node: mistakes.AddHidden(Root, node, "is not an object", "{ ... }"); break;
        }
        var section = new Section(mistakes, Root, layers);
        var defaults = new RedisSessionSettings();
        var settings = new RedisSessionSettings
        {
            Connection = section.Text("connection", defaults.Connection, ConnectionAllowed),
            KeyPrefix = Prefix(section, defaults.KeyPrefix),
            RenewAtMostEvery = section.Interval("renew-at-most-every", defaults.RenewAtMostEvery),
            WhenUnavailable = section.Word("when-unavailable", defaults.WhenUnavailable, ("local", WhenUnavailable.Local), ("refuse", WhenUnavailable.Refuse)),
            WhenOpenElsewhere = section.Word("when-open-elsewhere", defaults.WhenOpenElsewhere, ("move", WhenOpenElsewhere.Move), ("refuse", WhenOpenElsewhere.Refuse)),
        };
        section.RefuseUnknown();
        var connection = hasConnection ? new ConfigurationOptions() : Connection(section, settings.Connection, environment);
        mistakes.ThrowIfAny();
        return (settings, connection);
    }

    private static string Prefix(Section section, string fallback)
    {
        var prefix = section.Text("key-prefix", fallback);
        if (prefix.Length is > 0 and <= LongestPrefix && prefix.All(c => char.IsAsciiLetterOrDigit(c) || ":_.-".Contains(c, StringComparison.Ordinal))) return prefix;
        section.Mistakes.Add($"{Root}.key-prefix", section.Find("key-prefix")!.Node, "is no beginning of a key", "1 to 64 letters, digits and : _ . -");
        return fallback;
    }

    private static ConfigurationOptions Connection(Section section, string text, Func<string, string?> environment)
    {
        ConfigurationOptions options;
        try
        {
            options = text.Length > 0 ? ConfigurationOptions.Parse(text) : new ConfigurationOptions();
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            section.Mistakes.AddHidden($"{Root}.connection", section.Find("connection")?.Node, "is not a connection of StackExchange.Redis", ConnectionAllowed);
            return new ConfigurationOptions();
        }
        var port = Port(section, environment);
        if (environment(HostVariable) is { Length: > 0 } host)
        {
            port ??= options.EndPoints is [DnsEndPoint or IPEndPoint] ? PortOf(options.EndPoints[0]) : null;
            options.EndPoints.Clear();
            options.EndPoints.Add(host, port ?? DefaultPort);
        }
        else if (port is { } other && options.EndPoints.Count == 1)
        {
            var before = options.EndPoints[0];
            options.EndPoints.Clear();
            options.EndPoints.Add(before is DnsEndPoint dns ? dns.Host : ((IPEndPoint)before).Address.ToString(), other);
        }
        if (environment(PasswordVariable) is { Length: > 0 } password) options.Password = password;
        if (options.EndPoints.Count == 0 && section.Mistakes.Count == 0)
            section.Mistakes.AddHidden($"{Root}.connection", section.Find("connection")?.Node, $"names no server, and {HostVariable} is not set", ConnectionAllowed);
        return options;
    }

    private static int? Port(Section section, Func<string, string?> environment)
    {
        if (environment(PortVariable) is not { Length: > 0 } text) return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= IPEndPoint.MaxPort) return port;
        section.Mistakes.AddVariable($"{Root}.connection", PortVariable, text, "is not a port", "a whole number from 1 to 65535");
        return null;
    }

    private static int PortOf(EndPoint endPoint) => endPoint switch
    {
        DnsEndPoint { Port: > 0 and var port } => port,
        IPEndPoint { Port: > 0 and var port } => port,
        _ => DefaultPort,
    };
}
