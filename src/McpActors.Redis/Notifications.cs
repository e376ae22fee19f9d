using Akka.Event;
using StackExchange.Redis;

namespace McpActors.Redis;

/// <summary>
/// Messages of Redis and of other hosts: keyspace notifications of sessions, and ids that are wanted or taken over.
/// Thread-safe.
/// </summary>
internal sealed class Notifications(SessionKeys keys, ILoggingAdapter log, Action<string, string> onNotified)
{
    // Our own scripts cause these.
    private static readonly HashSet<string> Ours = new(StringComparer.Ordinal) { "hset", "expire", "pexpire", "persist", "hincrby" };

    private bool _hasLooked;

    /// <summary>Whether the channels are subscribed; StackExchange.Redis subscribes again after a reconnection.</summary>
    public bool IsOn { get; private set; }

    /// <returns>Always true.</returns>
    public async Task<bool> BeginAsync(IConnectionMultiplexer connection)
    {
        var subscriber = connection.GetSubscriber();
        var database = connection.GetDatabase().Database;
        await subscriber.SubscribeAsync(RedisChannel.KeySpacePrefix(keys.SessionPrefix, database), OnKey).ConfigureAwait(false);
        await subscriber.SubscribeAsync(RedisChannel.Literal(keys.Changes), (_, id) => onNotified((string)id!, "changed")).ConfigureAwait(false);
        IsOn = true;
        if (!_hasLooked) await LookAsync(connection).ConfigureAwait(false);
        _hasLooked = true;
        return true;
    }

    // The channel is __keyspace@DATABASE__:KEY, and the message the name of the command or "expired".
    private void OnKey(RedisChannel channel, RedisValue happened)
    {
        var text = (string)channel!;
        var at = text.IndexOf(keys.SessionPrefix, StringComparison.Ordinal);
        if (at >= 0 && !Ours.Contains((string)happened!)) onNotified(text[(at + keys.SessionPrefix.Length)..], (string)happened!);
    }

    private async Task LookAsync(IConnectionMultiplexer connection)
    {
        try
        {
            foreach (var server in connection.GetServers().Where(server => server.IsConnected && !server.IsReplica))
            {
                var address = RedisErrors.Address(server.EndPoint);
                var flags = (await server.ConfigGetAsync("notify-keyspace-events").ConfigureAwait(false)).FirstOrDefault().Value ?? "";
                if (Missing(flags) is { Length: > 0 } missing)
                {
                    log.Warning(
                        "Redis at {0} sends no keyspace notifications (notify-keyspace-events is '{1}'): a session whose key has expired or was deleted ends at the next check only. "
                        + "To end it at once: CONFIG SET notify-keyspace-events {2}", address, flags, flags + missing);
                }
                var policy = (await server.ConfigGetAsync("maxmemory-policy").ConfigureAwait(false)).FirstOrDefault().Value ?? "";
                if (policy.Length > 0 && policy != "noeviction")
                    log.Warning("Redis at {0} may evict sessions when its memory is full (maxmemory-policy is {1}), which ends them. Use noeviction.", address, policy);
            }
        }
        catch (Exception e) when (e is RedisException or RedisCommandException or TimeoutException)
        {
            log.Info("Redis does not tell whether it sends keyspace notifications ({0}); without them, sessions end at the next check", e.Message);
        }
    }

    private static string Missing(string flags) =>
        (flags.Contains('K', StringComparison.Ordinal) ? "" : "K")
        + (flags.Contains('g', StringComparison.Ordinal) || flags.Contains('A', StringComparison.Ordinal) ? "" : "g")
        + (flags.Contains('x', StringComparison.Ordinal) || flags.Contains('A', StringComparison.Ordinal) ? "" : "x")
        + (flags.Contains('e', StringComparison.Ordinal) || flags.Contains('A', StringComparison.Ordinal) ? "" : "e");
}
