using Akka.Actor;

namespace McpActors.Common;

/// <summary>
/// An actor that continues after an exception in the handling of a message. A restart would stop or restart all its
/// children, and one message must not end what others rely on.
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

    /// <summary>Logs the exception, and answers the sender of the message if it waits for an answer.</summary>
    /// <param name="message">The message that could not be handled. Sender is still its sender.</param>
    /// <param name="crash">The exception.</param>
    protected abstract void OnCrash(object message, Exception crash);
}
