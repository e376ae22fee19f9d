using Akka;
using Akka.Actor;
using McpActors.Reaping;
using McpActors.Scheduling;
using McpActors.Servers;
using McpActors.Sessions;
using Serilog;

namespace McpActors.Host.Output;

/// <summary>
/// Receives the published events about processes, sessions, batches and sweeps; prints them and keeps the process book.
/// </summary>
internal sealed class EventPrinter : ReceiveActor
{
    private static readonly TimeSpan FlushTimeout = TimeSpan.FromSeconds(2);

    public EventPrinter(ILogger log, ProcessBook book)
    {
        var processes = new ProcessLines(log);
        var sessions = new SessionLines(log);
        var batches = new BatchLines(log);
        var sweeps = new SweepLines(log);
        Receive<ProcessStarted>(e =>
        {
            book.Begin(e, McpActorsExtension.Get(Context.System).Ledger.Find(e.Lease));
            processes.Print(e);
        });
        Receive<ProcessReady>(processes.Print);
        Receive<ProcessExited>(e =>
        {
            book.End(e.Lease, e.Exit);
            processes.Print(e);
        });
        Receive<ProcessOrphaned>(processes.Print);
        Receive<ServerUnresponsive>(processes.Print);
        Receive<BreakerOpened>(processes.Print);
        Receive<BreakerClosed>(processes.Print);
        Receive<OrphanReaped>(e =>
        {
            book.End(e.Lease, e.Exit);
            processes.Print(e);
        });
        Receive<StartFailed>(processes.Print);
        Receive<SessionRestarted>(sessions.Print);
        Receive<SessionEnded>(sessions.Print);
        Receive<BatchCompleted>(batches.Print);
        Receive<SweepCompleted>(sweeps.Print);
        Receive<FlushNow>(_ => Sender.Tell(Done.Instance));
    }

    /// <summary>The types of events that this actor prints.</summary>
    public static IReadOnlyList<Type> Printed { get; } =
        [typeof(IProcessEvent), typeof(StartFailed), typeof(ISessionEvent), typeof(BatchCompleted), typeof(SweepCompleted)];

    public static Props Props(ILogger log, ProcessBook book) => Akka.Actor.Props.Create(() => new EventPrinter(log, book));

    /// <summary>Completes when all events that were published before have been printed.</summary>
    public static Task<Done> Flush(IActorRef printer) => printer.Ask<Done>(FlushNow.Instance, FlushTimeout);

    private sealed record FlushNow
    {
        public static FlushNow Instance { get; } = new();
    }
}
