using System.Collections.Concurrent;
using Akka.Actor;
using Akka.Dispatch.SysMsg;
using Akka.Event;

namespace McpActors.Sessions;

/// <summary>
/// A reference to an actor that answers in the actor's place after its end: new messages, and messages left in the
/// actor's mailbox. This replaces a subscription to all dead letters of the system. The reference equals the actor's
/// own. Thread-safe.
/// </summary>
/// <param name="isAsked">Whether the sender of a message waits for an answer.</param>
internal sealed class AnsweringRef(Func<object, bool> isAsked) : MinimalActorRef
{
    private readonly ConcurrentDictionary<Letter, bool> _letters = new();
    private volatile IInternalActorRef? _actor;
    private volatile Action<object, IActorRef>? _answer;

    public override ActorPath Path => Actor.Path;

    public override IActorRefProvider Provider => Actor.Provider;

    public override IInternalActorRef Parent => Actor.Parent;

    private IInternalActorRef Actor => _actor ?? throw new InvalidOperationException("The reference has no actor yet.");

    /// <summary>Sets the actor. Several callers may set it, all to the same actor.</summary>
    public void Use(IActorRef actor) => _actor = (IInternalActorRef)actor;

    /// <summary>Ends delivery to the actor. Called once.</summary>
    /// <param name="answer">Answers a message to its sender; called from any thread.</param>
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
        // A message without a sender expects no answer.
        var letter = new Letter(this, message, sender ?? ActorRefs.Nobody);
        // Entering the letter before reading _answer guarantees that this thread or End answers it.
        _letters[letter] = true;
        if (_answer is { } answer) AnswerOnce(letter, answer);
        else Actor.Tell(letter, sender);
    }

    private void AnswerOnce(Letter letter, Action<object, IActorRef> answer)
    {
        if (_letters.TryRemove(letter, out _)) answer(letter.Message, letter.Sender);
    }

    /// <summary>To the actor: a message that was sent to its reference.</summary>
    internal sealed class Letter(AnsweringRef to, object message, IActorRef sender) : IDeadLetterSuppression
    {
        public object Message => message;

        public IActorRef Sender => sender;

        /// <summary>Takes the letter, for the actor to answer. False if it has been answered already.</summary>
        public bool Take() => to._letters.TryRemove(this, out _);
    }
}
