using Akka.Actor;
using McpActors.Configuration;

namespace McpActors.Cluster.Relays;

/// <summary>
/// A request to an actor of another node, followed until it is answered: looks for that actor, sends it the request, and
/// watches it.
/// </summary>
internal abstract class FollowedRequestActor : ReceiveActor, IWithTimers
{
    private readonly ClusterSettings _settings;
    private TimeSpan _lookUntil;

    protected FollowedRequestActor(ClusterSettings settings)
    {
        _settings = settings;
        Receive<LookAgain>(_ => LookOnce());
        Receive<LookedInVain>(_ => OnNotFound($"{_settings.LookTimeout.TotalSeconds:0.###} s"));
        Receive<Terminated>(_ => OnLost(), gone => gone.ActorRef.Equals(Followed));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The actor that was found and is watched; null while it is looked for.</summary>
    protected IActorRef? Followed { get; private set; }

    private static TimeSpan Now => Context.System.Scheduler.MonotonicClock;

    protected override void PreStart() => Find();

    /// <summary>
    /// Looks for the actor, and calls <see cref="OnFound"/> now or later. Repeated, because what is asked may drop the
    /// question, and asking again costs nothing.
    /// </summary>
    protected abstract void Look();

    /// <summary>Sends the request to the actor that was found.</summary>
    protected abstract void Send(IActorRef followed);

    /// <summary>Called when no actor was found in time.</summary>
    /// <param name="within">The time, for a message.</param>
    protected abstract void OnNotFound(string within);

    /// <summary>Called when the actor that was found has stopped, or its node is lost.</summary>
    protected abstract void OnLost();

    /// <summary>Looks for the actor, with the whole time for it.</summary>
    protected void Find()
    {
        _lookUntil = Now + _settings.LookTimeout;
        Followed = null;
        LookOnce();
        if (Followed is null) StartTimeout();
    }

    /// <summary>Forgets the actor that was found, which has not taken the request, and looks again within the remaining time.</summary>
    protected void FindAgain()
    {
        if (Followed is not null) Context.Unwatch(Followed);
        Followed = null;
        Timers.StartSingleTimer(LookAgain.Instance, LookAgain.Instance, _settings.LookInterval);
        StartTimeout();
    }

    /// <summary>Sends the request, unless an actor was found before.</summary>
    protected void OnFound(IActorRef followed)
    {
        if (Followed is not null) return;
        Timers.CancelAll();
        Followed = Context.Watch(followed);
        Send(followed);
    }

    private void LookOnce()
    {
        Look();
        if (Followed is null) Timers.StartSingleTimer(LookAgain.Instance, LookAgain.Instance, _settings.LookInterval);
    }

    private void StartTimeout()
    {
        var left = _lookUntil - Now;
        Timers.StartSingleTimer(LookedInVain.Instance, LookedInVain.Instance, left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private sealed record LookAgain
    {
        public static LookAgain Instance { get; } = new();
    }

    private sealed record LookedInVain
    {
        public static LookedInVain Instance { get; } = new();
    }
}
