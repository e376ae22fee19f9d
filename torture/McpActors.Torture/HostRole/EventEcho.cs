namespace McpActors.Torture.HostRole;

/// <summary>Prints the events of processes, so that the driver of the host can wait for them.</summary>
internal sealed class EventEcho : ReceiveActor
{
    public EventEcho(LineOutput output)
    {
        Receive<ProcessStarted>(started => output.SayEvent($"started {started.Server} {started.Lease} {started.Pid}"));
        Receive<ProcessReady>(ready => output.SayEvent($"ready {ready.Server} {ready.Lease}"));
        ReceiveAny(_ => { });
    }

    public static Props Props(LineOutput output) => Akka.Actor.Props.Create(() => new EventEcho(output));
}
