using Akka.Actor;

namespace McpActors.Common;

/// <summary>
/// An actor that goes on where it cannot handle a message. What others rely on must not end with one message, and a restart would end it: Akka stops all
/// children, or restarts them.
/// </summary>
internal abstract class GuardedActor : ReceiveActor
{
    protected sealed override bool AroundReceive(Receive receive, object message)
    {
        try
        {
            return base.AroundReceive(receive, message);
        }
        catch (Exception crash)
        {
            OnCrash(message, crash);
            return true;
        }
    }

    /// <summary>Logs what happened, and answers the sender of the message where it waits for an answer.</summary>
    /// <param name="message">The message that could not be handled. The sender is still its sender.</param>
    /// <param name="crash">What was thrown.</param>
    protected abstract void OnCrash(object message, Exception crash);
}
