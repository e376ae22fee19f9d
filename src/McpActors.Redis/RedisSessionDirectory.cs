using System.Text.RegularExpressions;
using Akka.Event;
using McpActors.Configuration;
using McpActors.Redis.Scripts;
using McpActors.Sessions;
using StackExchange.Redis;

namespace McpActors.Redis;

/// <summary>
/// The session directory in Redis. Each session is a key that expires when the session was idle for too long; the
/// claims of a host last as long as the host renews itself. While Redis does not work, open sessions continue, and what
/// changes meanwhile is written when it works again. Thread-safe.
/// </summary>
internal sealed partial class RedisSessionDirectory : ISessionDirectory, IDisposable
{
    private const int Chunk = 500;

    private static readonly TimeSpan MovePoll = TimeSpan.FromMilliseconds(50);

    private readonly RedisSessionSettings _settings;
    private readonly SessionSettings _sessions;
    private readonly SessionKeys _keys;
    private readonly RedisLink _link;
    private readonly HeldClaims _held = new();
    private readonly long _claimTtl;
    private readonly long _keyTtl;

    private static int NewNonce => Random.Shared.Next(1, int.MaxValue);

    public string? Unavailable => _link.Unavailable;

    public async Task<SessionClaim?> TryClaimAsync(SessionClaim claim, CancellationToken cancellation)
    {
        var until = Environment.TickCount64 + (long)(_sessions.OpenTimeout.TotalMilliseconds * 0.9);
        var wants = false;
        while (true)
        {
            SessionClaim? other;
            try
            {
                other = await ClaimAsync(claim, wants, cancellation).ConfigureAwait(false);
            }
            catch (RedisUnavailableException unavailable)
            {
                if (_settings.WhenUnavailable == WhenUnavailable.Refuse) throw;
                return OpenLocally(claim, unavailable.Message);
            }
            if (other is null || !MayMove(claim, other) || Environment.TickCount64 > until) return other;
            if (wants) await Task.Delay(MovePoll, cancellation).ConfigureAwait(false);
            wants = true;
        }
    }

    public async Task<IReadOnlyCollection<ClaimLoss>> RenewAsync(IReadOnlyCollection<SessionClaim> claims, CancellationToken cancellation)
    {
        try
        {
            var held = claims.Select(claim => (Claim: claim, Held: _held.Find(claim.Token))).ToList();
            var lost = await CheckAsync([.. held.Select(one => one.Held).OfType<HeldClaim>().Where(one => !one.IsLocal)], cancellation).ConfigureAwait(false);
            return [.. lost, .. held.Where(one => one.Held is null).Select(one => new ClaimLoss(one.Claim, ClaimTexts.TakenOver))];
        }
        catch (RedisUnavailableException)
        {
            // It was reported once, and the recovery renews.
            return [];
        }
    }

    public async Task ReleaseAsync(SessionClaim claim, CancellationToken cancellation)
    {
        _held.Remove(claim.Token);
        try
        {
            await SendReleaseAsync(claim, cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RedisUnavailableException or OperationCanceledException)
        {
            _toRelease.Enqueue(claim);
        }
    }

    public async Task<SessionClaim?> FindAsync(string id, CancellationToken cancellation)
    {
        try
        {
            var found = (RedisValue[]?)await _link.EvalAsync(
                SessionScripts.Find, [_keys.Session(id), _keys.Hosts], [], cancellation).ConfigureAwait(false);
            return found is { Length: > 0 } ? Read(id, found) : null;
        }
        catch (RedisUnavailableException)
        {
            return null;
        }
    }

    public void Used(SessionClaim claim)
    {
        if (_keyTtl == 0 || _link.Unavailable is not null) return;
        if (_held.Find(claim.Token) is not { } held || !held.TryTouch(_settings.RenewAtMostEvery)) return;
        _link.Send(SessionScripts.Touch, [_keys.Session(claim.Id)], [claim.Token.ToString("N"), _keyTtl]);
    }

    private async Task<SessionClaim?> ClaimAsync(SessionClaim claim, bool wants, CancellationToken cancellation, bool evenIfUnavailable = false)
    {
        var id = SessionKeys.Encode(claim.Id);
        var key = _keys.Session(claim.Id);
        var answer = (RedisValue[])(await _link.EvalAsync(
            SessionScripts.Claim,
            [key, _keys.Hosts, _keys.Host(claim.Host), _keys.Epoch],
            [id, claim.Token.ToString("N"), claim.Server, claim.Host, claim.Holder ?? "", _claimTtl, _keyTtl, NewNonce, NewNonce, wants ? 1 : 0, _keys.Changes],
            cancellation, evenIfUnavailable).ConfigureAwait(false))!;
        switch ((string?)answer[0])
        {
            case "claimed":
                _held.Add(new HeldClaim(claim, id, (string)answer[1]!, (string)answer[2]!));
                return null;
            case "held":
                return Read(claim.Id, answer.AsSpan(1));
            case "newer":
                throw new ForeignKeyException(
                    $"the key {key} was written by a newer version of McpActors (its format is {Short(answer[1])}, this version reads 1). Update this host, or use another key-prefix");
            default:
                throw new ForeignKeyException($"the key {key} is no session ({Short(answer[1])}): another program uses it. Delete it, or use another key-prefix");
        }
    }

    // Two platforms with one prefix would take their sessions from one another.
    private bool MayMove(SessionClaim claim, SessionClaim other) =>
        _settings.WhenOpenElsewhere == WhenOpenElsewhere.Move && claim.Server == other.Server && SystemOf(claim.Host) == SystemOf(other.Host);

    private static string SystemOf(string host) => ActorSystemName().Match(host).Groups[1].Value;

    private SessionClaim? OpenLocally(SessionClaim claim, string why)
    {
        _log.Debug("Session '{0}' is opened without Redis: {1}", claim.Id, why);
        _held.Add(new HeldClaim(claim, SessionKeys.Encode(claim.Id), "0", ""));
        return null;
    }

    private Task<RedisResult> SendReleaseAsync(SessionClaim claim, CancellationToken cancellation, bool evenIfUnavailable = false) => _link.EvalAsync(
        SessionScripts.Release, [_keys.Session(claim.Id), _keys.Host(claim.Host)], [SessionKeys.Encode(claim.Id), claim.Token.ToString("N")],
        cancellation, evenIfUnavailable);

    private static SessionClaim Read(string id, ReadOnlySpan<RedisValue> fields)
    {
        var holder = (string)fields[3]!;
        return new SessionClaim(
            id, Guid.TryParse((string?)fields[0], out var token) ? token : Guid.Empty, (string)fields[1]!, (string)fields[2]!,
            holder.Length > 0 ? holder : null, DateTimeOffset.UtcNow.AddMilliseconds((double)fields[4]));
    }

    private static string Short(RedisValue value) => (string?)value is { Length: > 40 } text ? $"{text[..40]}..." : (string?)value ?? "";

    // A host's id is MACHINE/PID/ADDRESS/RANDOM, with an address such as akka://agents.
    [GeneratedRegex("/akka[^/]*://([^/@]+)")]
    private static partial Regex ActorSystemName();
}
