using Akka.Actor;

namespace McpActors.Cluster.Nodes;

/// <summary>One node's answer, or the reason why there is none.</summary>
internal sealed record Gathered<T>(string Node, T? Answer, string? Fault)
    where T : class;

/// <summary>
/// Sends one question to several nodes and answers once: when each has answered or been lost, or at the timeout. Nodes
/// that did not answer are named.
/// </summary>
internal sealed class GatherActor<T> : ReceiveActor, IWithTimers
    where T : class
{
    private readonly IReadOnlyList<(string Node, IActorRef Actor)> _asked;
    private readonly Dictionary<IActorRef, Gathered<T>> _answers = [];
    private readonly object _question;
    private readonly TimeSpan _timeout;
    private readonly IActorRef _requester;
    private readonly Func<IReadOnlyList<Gathered<T>>, object> _answer;

    public GatherActor(
        IReadOnlyList<(string Node, IActorRef Actor)> asked,
        object question,
        TimeSpan timeout,
        IActorRef requester,
        Func<IReadOnlyList<Gathered<T>>, object> answer)
    {
        _asked = asked;
        _question = question;
        _timeout = timeout;
        _requester = requester;
        _answer = answer;
        Receive<T>(one => Take(Sender, one, null));
        Receive<Status.Failure>(failure => Take(Sender, null, failure.Cause?.Message ?? "it failed without a reason"));
        Receive<Terminated>(lost => Take(lost.ActorRef, null, "it was lost"));
        Receive<ReceiveTimeout>(_ => End($"it did not answer within {_timeout.TotalSeconds:0.###} s"));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    public static Props Props(
        IReadOnlyList<(string Node, IActorRef Actor)> asked,
        object question,
        TimeSpan timeout,
        IActorRef requester,
        Func<IReadOnlyList<Gathered<T>>, object> answer) =>
        Akka.Actor.Props.Create<GatherActor<T>>(asked, question, timeout, requester, answer);

    protected override void PreStart()
    {
        Timers.StartSingleTimer(nameof(ReceiveTimeout), ReceiveTimeout.Instance, _timeout);
        foreach (var (_, actor) in _asked)
        {
            Context.Watch(actor);
            actor.Tell(_question);
        }
        if (_asked.Count == 0) End("");
    }

    private void Take(IActorRef actor, T? answer, string? fault)
    {
        if (_asked.FirstOrDefault(asked => asked.Actor.Equals(actor)) is not { Node: { } node }) return;
        _answers.TryAdd(actor, new Gathered<T>(node, answer, fault));
        if (_answers.Count == _asked.Count) End("");
    }

    private void End(string fault)
    {
        _requester.Tell(_answer([.. _asked.Select(asked => _answers.GetValueOrDefault(asked.Actor) ?? new Gathered<T>(asked.Node, null, fault))]));
        Context.Stop(Self);
    }
}
