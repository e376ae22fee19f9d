using Akka.Actor;
using Akka.Event;
using McpActors.Servers;
using McpActors.Telemetry;

namespace McpActors.Sessions;

/// <summary>The claims of the open sessions: renewed, lost, wanted by another host, and released.</summary>
internal sealed partial class SessionsActor
{
    // With three renewals per claim-ttl, two may fail before a claim runs out.
    private const int RenewalsPerClaim = 3;

    private readonly List<SessionClaim> _toRelease = [];
    private readonly HashSet<Guid> _wanted = [];
    private readonly IDisposable? _watching;
    private int _releasing;
    private bool _renewing;

    protected override void PostStop()
    {
        _watching?.Dispose();
        SessionDirectories.Leave(Context.System.Name);
    }

    private void Release(SessionClaim claim)
    {
        // A renewal that arrives after the release would claim an id without a session.
        if (_renewing)
        {
            _toRelease.Add(claim);
            return;
        }
        _releasing++;
        _directory.ReleaseAsync(claim).PipeTo(Self);
    }

    // The other host starts a process as soon as the claim is released.
    private void ReleaseWhenExtinct(SessionClaim claim, IActorRef session)
    {
        _releasing++;
        var moved = new SessionMoved(claim);
        // A failure means that the server is not there any more, so that its processes are extinct.
        _servers.Ask<SessionLeft>(new LeaveSession(claim.Server, session), Timeout.InfiniteTimeSpan).PipeTo(Self, success: _ => moved, failure: _ => moved);
    }

    private void OnMoved(SessionClaim claim)
    {
        _releasing--;
        Release(claim);
    }

    private void OnReleased()
    {
        _releasing--;
        AnswerWhenAllEnded();
    }

    private void KeepRenewing()
    {
        if (!Timers.IsTimerActive(LookAtClock.Instance))
            Timers.StartSingleTimer(LookAtClock.Instance, LookAtClock.Instance, _settings.ClaimTtl / RenewalsPerClaim);
    }

    private void Renew()
    {
        if (_book.Count == 0) return;
        _renewing = true;
        var until = Clock.Now + _settings.ClaimTtl;
        // A call may take longer than sessions.idle-ttl.
        foreach (var entry in _book.Open.Where(entry => entry.Calls.Count > 0)) _directory.Used(entry.Plan.Claim);
        _directory.RenewAsync([.. _book.Open.Select(entry => entry.Plan.Claim with { Until = until })]).PipeTo(Self);
    }

    private void OnClaimsLost(ClaimsLost lost)
    {
        _renewing = false;
        foreach (var loss in lost.Losses) OnLost(loss);
        foreach (var claim in _toRelease) Release(claim);
        _toRelease.Clear();
        if (_book.Count > 0) KeepRenewing();
        AnswerWhenAllEnded();
    }

    private void OnLost(ClaimLoss loss)
    {
        if (_book.Find(loss.Claim.Id) is not { } entry || entry.Plan.Claim.Token != loss.Claim.Token) return;
        if (loss.IsWanted) _wanted.Add(loss.Claim.Token);
        entry.Session.Tell(new EndSession(SessionEnd.ClaimLost, loss.Why));
    }

    private void OnDirectoryChanged(SessionDirectoryChanged changed)
    {
        SessionDirectories.Set(Context.System.Name, isAvailable: changed.Unavailable is null);
        if (changed.Unavailable is { } why) _log.Warning("The session directory is unavailable: {0}. Open sessions continue.", why);
        else _log.Info("The session directory is available again");
        Context.System.EventStream.Publish(changed);
    }

    private sealed class ToActor(IActorRef sessions) : ISessionDirectoryWatcher
    {
        public void OnLost(ClaimLoss loss) => sessions.Tell(loss, ActorRefs.NoSender);

        public void OnAvailability(string? unavailable) => sessions.Tell(new SessionDirectoryChanged(unavailable), ActorRefs.NoSender);
    }
}
