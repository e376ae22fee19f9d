using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using McpActors.Cluster.Nodes;
using McpActors.Sessions;

namespace McpActors.Cluster.Sessions;

/// <summary>
/// Records which node holds which session id. There is one in the cluster, so that checking and claiming are one step.
/// It stores nothing that the nodes do not know: a new one asks them first, and answers nothing before.
/// </summary>
internal sealed class SessionIdsActor : ReceiveActor, IWithTimers, IWithStash
{
    private static readonly TimeSpan AskInterval = TimeSpan.FromMilliseconds(500);

    // A node that is Up but silent for this long no longer delays the others; its sessions are checked when they renew.
    private static readonly TimeSpan LongestAsk = TimeSpan.FromSeconds(5);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Akka.Cluster.Cluster _cluster;
    private readonly Dictionary<string, (SessionClaim Claim, string Node)> _held = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unheard = new(StringComparer.Ordinal);
    // Claims that a node has sent and no directory has answered. A granted claim of the same id replaces them.
    private readonly HashSet<Guid> _undecided = [];
    private readonly Dictionary<string, (IActorRef Teller, Guid After)> _pages = new(StringComparer.Ordinal);

    public SessionIdsActor(Akka.Cluster.Cluster cluster)
    {
        _cluster = cluster;
        Become(Asking);
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public IStash Stash { get; set; } = null!;

    private static DateTimeOffset Now => Context.System.Scheduler.Now;

    protected override void PreStart()
    {
        _unheard.UnionWith(_cluster.State.Members
            .Where(member => member.Status is MemberStatus.Up or MemberStatus.Leaving).Select(member => member.Address.ToString()));
        _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberRemoved));
        Timers.StartPeriodicTimer(nameof(AskNodes), new AskNodes(), TimeSpan.Zero, AskInterval);
        Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, LongestAsk);
    }

    protected override void PostStop() => _cluster.Unsubscribe(Self);

    private void Asking()
    {
        Receive<AskNodes>(_ =>
        {
            foreach (var node in _unheard) Ask(node);
            ServeWhenAllAreHeard();
        });
        Receive<Claims>(OnClaims);
        Receive<ClusterEvent.MemberRemoved>(gone =>
        {
            OnRemoved(gone);
            _unheard.Remove(gone.Member.Address.ToString());
            ServeWhenAllAreHeard();
        });
        Receive<ReceiveTimeout>(_ =>
        {
            _log.Warning(
                "{0} did not report their sessions within {1} s; another session may get the id of one of them, which then ends.",
                string.Join(", ", _unheard), LongestAsk.TotalSeconds);
            _unheard.Clear();
            ServeWhenAllAreHeard();
        });
        ReceiveAny(_ => Stash.Stash());
    }

    // Repeated if the last answer was lost.
    private void Ask(string node)
    {
        if (_pages.TryGetValue(node, out var page)) page.Teller.Tell(new GetClaims(page.After));
        else Context.ActorSelection(new RootActorPath(Address.Parse(node)) / "user" / AgentActor.Name).Tell(new GetClaims());
    }

    private void OnClaims(Claims claims)
    {
        var undecided = claims.Undecided ?? [];
        foreach (var claim in claims.Held)
        {
            var isUndecided = undecided.Contains(claim.Token);
            if (InForce(claim.Id, out var known, out _) && (isUndecided || !_undecided.Contains(known!.Token))) continue;
            _held[claim.Id] = (claim, claims.Node);
            if (isUndecided) _undecided.Add(claim.Token);
        }
        if (claims is { Rest: { } rest, Held: [.., var last] })
        {
            // A page that was requested twice is followed once.
            if (_pages.TryGetValue(claims.Node, out var known) && known.After.CompareTo(last.Token) >= 0) return;
            _pages[claims.Node] = (rest, last.Token);
            Ask(claims.Node);
            return;
        }
        _unheard.Remove(claims.Node);
        ServeWhenAllAreHeard();
    }

    private void ServeWhenAllAreHeard()
    {
        if (_unheard.Count > 0) return;
        Timers.CancelAll();
        _pages.Clear();
        _undecided.Clear();
        Become(Serving);
        Stash.UnstashAll();
    }

    private void Serving()
    {
        Receive<ClaimId>(claim => Hold(claim.Claim, claim.Node, other => other.Host == claim.Claim.Host));
        Receive<RenewId>(renew => Hold(renew.Claim, renew.Node, other => other.Token == renew.Claim.Token));
        Receive<ReleaseId>(release =>
        {
            if (_held.TryGetValue(release.Claim.Id, out var held) && held.Claim.Token == release.Claim.Token) _held.Remove(release.Claim.Id);
            Sender.Tell(new IdAnswer(null, null));
        });
        Receive<FindId>(find => Sender.Tell(InForce(find.Id, out var claim, out var node) ? new IdAnswer(claim, node) : new IdAnswer(null, null)));
        Receive<ClusterEvent.MemberRemoved>(OnRemoved);
        Receive<Claims>(_ => { });
    }

    private void Hold(SessionClaim claim, string node, Func<SessionClaim, bool> mayHave)
    {
        if (InForce(claim.Id, out var other, out var where) && !mayHave(other!))
        {
            Sender.Tell(new IdAnswer(other, where));
            return;
        }
        _held[claim.Id] = (claim, node);
        Sender.Tell(new IdAnswer(null, null));
    }

    private bool InForce(string id, out SessionClaim? claim, out string? node)
    {
        (claim, node) = _held.TryGetValue(id, out var held) && held.Claim.Until > Now ? (held.Claim, held.Node) : (null, null);
        return claim is not null;
    }

    // The cluster has removed the node, so its claims need not expire.
    private void OnRemoved(ClusterEvent.MemberRemoved gone)
    {
        var node = gone.Member.Address.ToString();
        foreach (var id in _held.Where(held => held.Value.Node == node).Select(held => held.Key).ToList()) _held.Remove(id);
    }

    private sealed record AskNodes;
}
