using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace McpActors.Sessions;

/// <summary>
/// A reference to an actor that answers in its place when it is over: what is asked from then on, and what it had in its mailbox and came to nothing.
/// So nobody has to listen to all dead letters of the system for a few that are ours. It is equal to the actor's own reference. Thread-safe.
/// </summary>
/// <param name="isAsked">Whether somebody waits for the answer to a message.</param>
internal sealed class AnsweringRef(Func<object, bool> isAsked) : MinimalActorRef
{
    private readonly ConcurrentDictionary<Letter, bool> _letters = new();
    private volatile IInternalActorRef? _actor;
    private volatile Action<object, IActorRef>? _answer;

    public override ActorPath Path => Actor.Path;

    public override IActorRefProvider Provider => Actor.Provider;

    public override IInternalActorRef Parent => Actor.Parent;

    private IInternalActorRef Actor => _actor ?? throw new InvalidOperationException("Its actor has not been named.");

    /// <summary>Its actor. Named by whoever knows it first, and the same by all.</summary>
    public void Use(IActorRef actor) => _actor = (IInternalActorRef)actor;

    /// <summary>The actor takes no more. Said once.</summary>
    /// <param name="answer">Answers a message to who has sent it; from any thread.</param>
    public void End(Action<object, IActorRef> answer)
    {
        _answer = answer;
        foreach (var letter in _letters.Keys) AnswerOnce(letter, answer);
    }

    public override void Start() => Actor.Start();

    public override void Stop() => Actor.Stop();

    public override void Suspend() => Actor.Suspend();

    public override void Restart(Exception cause) => Actor.Restart(cause);

    public override void Resume(Exception? causedByFailure = null) => Actor.Resume(causedByFailure);

    public override void SendSystemMessage(ISystemMessage message) => Actor.SendSystemMessage(message);

    public override IActorRef GetChild(IReadOnlyList<string> name) => Actor.GetChild(name);

    protected override void TellInternal(object message, IActorRef? sender)
    {
        if (!isAsked(message))
        {
            Actor.Tell(message, sender);
            return;
        }
        // Whoever is no actor may send without a sender, and waits for nothing.
        var letter = new Letter(this, message, sender ?? ActorRefs.Nobody);
        // Entered first and looked after: whichever of this and the end comes later sees the other.
        _letters[letter] = true;
        if (_answer is { } answer) AnswerOnce(letter, answer);
        else Actor.Tell(letter, sender);
    }

    private void AnswerOnce(Letter letter, Action<object, IActorRef> answer)
    {
        if (_letters.TryRemove(letter, out _)) answer(letter.Message, letter.Sender);
    }

    /// <summary>To the actor: a message that was told to its reference.</summary>
    internal sealed class Letter(AnsweringRef to, object message, IActorRef sender) : IDeadLetterSuppression
    {
        public object Message => message;

        public IActorRef Sender => sender;

        /// <summary>The actor answers it. False where that was done already.</summary>
        public bool Take() => to._letters.TryRemove(this, out _);
    }
}
