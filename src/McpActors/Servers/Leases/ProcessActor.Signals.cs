using Akka.Event;
using McpActors.Processes;

namespace McpActors.Servers;

/// <summary>The messages of a ProcessActor to itself, from its timers and tasks.</summary>
internal sealed partial class ProcessActor
{
    private abstract record Signal<T>
        where T : Signal<T>, new()
    {
        public static T Instance { get; } = new();
    }

    private sealed record WaitedTooLong : Signal<WaitedTooLong>;

    private sealed record MakeRoom : Signal<MakeRoom>;

    private sealed record Launched(KeptProcess Process, ProcessSpec Spec) : IDeadLetterSuppression;

    private sealed record Connected(McpConnection Connection) : IDeadLetterSuppression;

    private sealed record Failed(Exception Error) : IDeadLetterSuppression;

    private sealed record HandshakeBroken(Exception Error) : IDeadLetterSuppression;

    private sealed record Exited(ExitReport Exit) : IDeadLetterSuppression;

    private sealed record Disconnected : Signal<Disconnected>, IDeadLetterSuppression;

    private sealed record StillAlive : Signal<StillAlive>;

    private sealed record LookAgain : Signal<LookAgain>, IDeadLetterSuppression;

    private sealed record Asked(HealthStep Step, bool IsAnswered) : IDeadLetterSuppression;

    private sealed record ProbeFailed(Exception Error) : IDeadLetterSuppression;

    private sealed record Unread(string Reason) : IDeadLetterSuppression;

    private sealed record Overdue : Signal<Overdue>;
}
