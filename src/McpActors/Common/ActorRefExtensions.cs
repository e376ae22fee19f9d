using Akka.Actor;

namespace McpActors.Common;

/// <summary>Who can be relied on to tell of their end.</summary>
internal static class ActorRefExtensions
{
    /// <summary>
    /// Whether the end of an actor can be watched. An <c>Ask</c> is asked by a promise under /temp, whose end is the answer, and which never tells
    /// those who watch it.
    /// </summary>
    public static bool IsWatchable(this IActorRef actor, IActorRef deadLetters) =>
        !actor.IsNobody() && !actor.Equals(deadLetters) && actor.Path.Elements is not ["temp", ..];
}
