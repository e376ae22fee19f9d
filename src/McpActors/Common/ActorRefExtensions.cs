using Akka.Actor;

namespace McpActors.Common;

/// <summary>Tells which actors notify their watchers of their end.</summary>
internal static class ActorRefExtensions
{
    /// <summary>
    /// Whether the end of an actor can be watched. The sender of an <c>Ask</c> is a promise under /temp, which ends with the
    /// answer and never notifies its watchers.
    /// </summary>
    public static bool IsWatchable(this IActorRef actor, IActorRef deadLetters) =>
        !actor.IsNobody() && !actor.Equals(deadLetters) && actor.Path.Elements is not ["temp", ..];
}
