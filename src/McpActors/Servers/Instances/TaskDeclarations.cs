using Akka.Actor;
using McpActors.Sessions;

namespace McpActors.Servers;

/// <summary>Which tasks cannot be declared, and what to do.</summary>
internal static class TaskDeclarations
{
    /// <summary>Why a process does not take a task; null where it does.</summary>
    /// <param name="declare">The task.</param>
    /// <param name="declarer">Who declares it.</param>
    /// <param name="serving">The process; null where there is none.</param>
    /// <param name="deadLetters">Of the system.</param>
    public static string? WhyNot(DeclareTask declare, IActorRef declarer, Slot? serving, IActorRef deadLetters)
    {
        if (serving is null || !serving.IsReady || serving.Requests is null)
            return $"no process is ready in which task '{declare.Task}' could run; it is {serving?.Status.State ?? ServerState.Stopped}. StartServer starts one.";
        // As for the holder of a session: what stands for an Ask never tells those who watch it that it has ended, and nobody else has its name.
        return SessionCheck.Holder(null, declarer, deadLetters) is null
            ? $"task '{declare.Task}' would never end, for it was declared by an Ask or without a sender, and it ends with its declarer or by that one's EndTask. "
                + "Tell DeclareTask with an actor of yours as its sender, and EndTask with the same."
            : null;
    }
}
