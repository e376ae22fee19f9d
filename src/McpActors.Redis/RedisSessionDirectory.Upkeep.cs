using System.Collections.Concurrent;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Redis.Scripts;
using McpActors.Sessions;
using StackExchange.Redis;

namespace McpActors.Redis;

/// <summary>
/// The directory's loop: checks what was notified, everything at an interval and after each reconnection, releases the
/// sessions of dead hosts, and writes what Redis does not have.
/// </summary>
internal sealed partial class RedisSessionDirectory
{
    private static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestTick = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestTick = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<SessionClaim> _toRelease = new();
    private readonly ConcurrentDictionary<string, string> _notified = new(StringComparer.Ordinal);
    private readonly List<ISessionDirectoryWatcher> _watchers = [];
    private readonly Lock _watching = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILoggingAdapter _log;
    private readonly Notifications _notifications;
    private readonly TimeSpan _checkInterval;
    private readonly TimeSpan _tick;
    private volatile bool _mayHaveMissed = true;
    private long _checked = Environment.TickCount64;

    /// <param name="settings">The section <c>sessions.redis</c>.</param>
    /// <param name="host">The settings of the host.</param>
    /// <param name="link">The connection; the directory disposes it.</param>
    /// <param name="log">The log for changes of Redis.</param>
    public RedisSessionDirectory(RedisSessionSettings settings, McpActorsSettings host, RedisLink link, ILoggingAdapter log)
    {
        (_settings, _sessions, _link, _log) = (settings, host.Sessions, link, log);
        _keys = new SessionKeys(settings.KeyPrefix);
        // A dead host is found by the loop of another one, a tick later.
        _claimTtl = (long)(_sessions.ClaimTtl.TotalMilliseconds * 0.9);
        _tick = Clamp(_sessions.ClaimTtl / 10);
        // The key outlives what the host knows to be idle, because not every use renews it.
        _keyTtl = _sessions.IdleTtl > TimeSpan.Zero ? (long)(_sessions.IdleTtl + settings.RenewAtMostEvery).TotalMilliseconds : 0;
        _checkInterval = host.Reaper.SweepInterval;
        _notifications = new Notifications(_keys, log, OnNotified);
        link.Changed = OnChanged;
        link.Reconnected = OnReconnected;
        _ = Task.Run(RunAsync);
    }

    public IDisposable Watch(ISessionDirectoryWatcher watcher)
    {
        lock (_watching) _watchers.Add(watcher);
        if (_link.Unavailable is { } why) watcher.OnAvailability(why);
        return new Watching(this, watcher);
    }

    public void Dispose()
    {
        _stopping.Cancel();
        _link.Dispose();
    }

    private static TimeSpan Clamp(TimeSpan tick) => tick < ShortestTick ? ShortestTick : tick > LongestTick ? LongestTick : tick;

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                await TickAsync(_stopping.Token).ConfigureAwait(false);
            }
            catch (RedisUnavailableException)
            {
                // It was reported once.
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (Exception error)
            {
                _log.Error(error, "The session directory could not look after its sessions");
            }
            var pause = _link.Unavailable is null ? _tick : ProbeInterval;
            await _wake.WaitAsync(pause, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task TickAsync(CancellationToken stop)
    {
        var connection = await _link.ConnectionAsync(stop).ConfigureAwait(false);
        if (_link.Unavailable is not null)
        {
            await _link.LookAgainAsync(stop).ConfigureAwait(false);
            await RecoverAsync(stop).ConfigureAwait(false);
        }
        if (!_notifications.IsOn) await _link.RunAsync(async _ => await _notifications.BeginAsync(connection).ConfigureAwait(false), stop).ConfigureAwait(false);
        await WriteLocalAsync(stop).ConfigureAwait(false);
        var notified = TakeNotified();
        if (_mayHaveMissed || IsCheckDue())
        {
            (_mayHaveMissed, _checked) = (false, Environment.TickCount64);
            notified = _held.All;
        }
        Report(await CheckAsync([.. notified.Where(held => !held.IsLocal)], stop).ConfigureAwait(false));
        _notified.Clear();
        await BuryAsync(stop).ConfigureAwait(false);
    }

    private bool IsCheckDue() => _checkInterval > TimeSpan.Zero && Environment.TickCount64 - _checked >= _checkInterval.TotalMilliseconds;

    private IReadOnlyList<HeldClaim> TakeNotified() => _notified.IsEmpty ? [] : [.. _notified.Keys.SelectMany(_held.Of)];

    private async Task RecoverAsync(CancellationToken stop)
    {
        // A server that can only be read does not work.
        await _link.RunAsync(database => database.StringSetAsync(_keys.Probe, 1, TimeSpan.FromSeconds(10)), stop, evenIfUnavailable: true).ConfigureAwait(false);
        await WriteLocalAsync(stop, evenIfUnavailable: true).ConfigureAwait(false);
        Report(await CheckAsync([.. _held.All.Where(held => !held.IsLocal)], stop, evenIfUnavailable: true).ConfigureAwait(false));
        (_mayHaveMissed, _checked) = (false, Environment.TickCount64);
        _link.Recovered();
    }

    // Sessions that were opened or released while Redis did not work.
    private async Task WriteLocalAsync(CancellationToken stop, bool evenIfUnavailable = false)
    {
        while (_toRelease.TryPeek(out var claim))
        {
            await SendReleaseAsync(claim, stop, evenIfUnavailable).ConfigureAwait(false);
            _toRelease.TryDequeue(out _);
        }
        foreach (var held in _held.All.Where(held => held.IsLocal))
        {
            try
            {
                var other = await ClaimAsync(held.Claim, wants: false, stop, evenIfUnavailable).ConfigureAwait(false);
                if (other is not null) Lose(held, $"Another host opened the session while Redis did not work, and was the first to write it ({other.Host})");
            }
            catch (ForeignKeyException foreign)
            {
                Lose(held, $"Redis cannot store it: {foreign.Message}");
            }
        }

        void Lose(HeldClaim held, string why)
        {
            if (_held.Remove(held.Claim.Token)) Report([new ClaimLoss(held.Claim, why)]);
        }
    }

    /// <summary>Renews the hosts of the claims, writes back what Redis has lost, and returns what is lost or wanted.</summary>
    private async Task<IReadOnlyCollection<ClaimLoss>> CheckAsync(IReadOnlyList<HeldClaim> claims, CancellationToken cancellation, bool evenIfUnavailable = false)
    {
        var chunks = claims.GroupBy(held => held.Claim.Host).SelectMany(host => host.Chunk(Chunk)).ToList();
        // All are sent before the first answer is awaited.
        var answers = await Task.WhenAll(chunks.Select(chunk => _link.EvalAsync(
            SessionScripts.Check,
            [_keys.Hosts, _keys.Host(chunk[0].Claim.Host), _keys.Epoch, .. chunk.Select(held => _keys.Session(held.Claim.Id))],
            [chunk[0].Claim.Host, _claimTtl, _keyTtl, NewNonce, NewNonce, .. chunk.SelectMany(Fields)],
            cancellation, evenIfUnavailable))).ConfigureAwait(false);
        var lost = new List<ClaimLoss>();
        foreach (var (chunk, answer) in chunks.Zip(answers))
        {
            var results = (RedisValue[])answer!;
            var stored = (string)results[0]!;
            foreach (var (held, result) in chunk.Zip(results.Skip(1))) await JudgeAsync(held, (string)result!, stored, lost, cancellation).ConfigureAwait(false);
        }
        return lost;
    }

    private async Task JudgeAsync(HeldClaim held, string result, string stored, List<ClaimLoss> lost, CancellationToken cancellation)
    {
        var claim = held.Claim;
        switch (result)
        {
            case "kept" or "wanted" or "write":
                held.Identity = stored;
                // Released while the script wrote it back.
                if (result == "write" && _held.Find(claim.Token) is null) await SendReleaseAsync(claim, cancellation).ConfigureAwait(false);
                if (result != "wanted" || held.IsWanted) return;
                held.IsWanted = true;
                lost.Add(new ClaimLoss(claim, "Another host has opened the session", IsWanted: true));
                return;
            case "missing" when _notified.GetValueOrDefault(held.Id) == "evicted":
                // Nobody has ended the session: it is written again in the next round.
                held.Identity = "";
                Wake();
                return;
            case "missing":
                _held.Remove(claim.Token);
                var how = _notified.GetValueOrDefault(held.Id) switch { "expired" => "has expired", "del" => "was deleted", _ => "has expired or was deleted" };
                lost.Add(new ClaimLoss(claim, $"Its key in Redis {how}"));
                return;
            case "taken":
                _held.Remove(claim.Token);
                lost.Add(new ClaimLoss(claim, ClaimTexts.TakenOver));
                return;
            default:
                _held.Remove(claim.Token);
                lost.Add(new ClaimLoss(claim, "Its key in Redis was overwritten with something that is no session"));
                return;
        }
    }

    private static IEnumerable<RedisValue> Fields(HeldClaim held) =>
        [held.Id, held.Claim.Token.ToString("N"), held.Claim.Server, held.Claim.Holder ?? "", held.Fence, held.Identity];

    // Releases the sessions of hosts that have not renewed in time.
    private async Task BuryAsync(CancellationToken stop)
    {
        var mine = _held.All.Select(held => held.Claim.Host).ToHashSet(StringComparer.Ordinal);
        var dead = (RedisValue[])(await _link.EvalAsync(SessionScripts.Dead, [_keys.Hosts], [], stop).ConfigureAwait(false))!;
        foreach (var host in dead.Select(host => (string)host!).Where(host => !mine.Contains(host)))
        {
            var key = _keys.Host(host);
            var fields = await _link.RunAsync(database => database.HashKeysAsync(key), stop).ConfigureAwait(false);
            var ids = fields.Select(field => (string)field!).Where(field => field.StartsWith("s:", StringComparison.Ordinal)).Select(field => field[2..]).ToList();
            var released = 0;
            foreach (var (index, chunk) in ((string[][])[.. ids.Chunk(Chunk), []]).Index())
            {
                var last = index == (ids.Count + Chunk - 1) / Chunk;
                var count = (int)await _link.EvalAsync(
                    SessionScripts.Bury, [_keys.Hosts, key, .. chunk.Select(id => (RedisKey)(_keys.SessionPrefix + id))], [host, last ? 1 : 0], stop).ConfigureAwait(false);
                if (count < 0) break;
                released += count;
            }
            if (released > 0) _log.Info("Host {0} has not renewed its claims; its {1} sessions were released", host, released);
        }
    }

    private void Report(IReadOnlyCollection<ClaimLoss> losses)
    {
        if (losses.Count == 0) return;
        foreach (var watcher in Watchers())
        {
            foreach (var loss in losses) watcher.OnLost(loss);
        }
    }

    private ISessionDirectoryWatcher[] Watchers()
    {
        lock (_watching) return [.. _watchers];
    }

    private void OnNotified(string id, string happened)
    {
        if (_held.Of(id).Count == 0) return;
        _notified[id] = happened;
        Wake();
    }

    private void OnReconnected()
    {
        _mayHaveMissed = true;
        Wake();
    }

    private void OnChanged(string? unavailable)
    {
        foreach (var watcher in Watchers()) watcher.OnAvailability(unavailable);
        _mayHaveMissed |= unavailable is not null;
        // The probes begin.
        Wake();
    }

    private void Wake()
    {
        if (_wake.CurrentCount == 0) _wake.Release();
    }

    private sealed class Watching(RedisSessionDirectory directory, ISessionDirectoryWatcher watcher) : IDisposable
    {
        public void Dispose()
        {
            lock (directory._watching) directory._watchers.Remove(watcher);
        }
    }
}
