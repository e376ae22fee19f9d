using System.Diagnostics;
using Akka.Actor;
using McpActors.Servers;

namespace McpActors.Benchmarks.Parts;

/// <summary>
/// A caller that sends the next call when it has its answer, and records each duration in microseconds.
/// </summary>
internal sealed class TimingActor : ReceiveActor
{
    private List<double> _values = [];
    private IActorRef _requester = ActorRefs.Nobody;
    private int _calls;
    private long _since;

    public TimingActor(IActorRef session, CallTool call)
    {
        Receive<Run>(run =>
        {
            (_requester, _calls, _values) = (Sender, run.Calls, new List<double>(run.Calls));
            Call();
        });
        Receive<ToolResult>(_ =>
        {
            _values.Add(Stopwatch.GetElapsedTime(_since).TotalMicroseconds);
            if (_values.Count < _calls) Call();
            else _requester.Tell(_values);
        });
        Receive<Status.Failure>(failure => _requester.Tell(failure));

        void Call()
        {
            _since = Stopwatch.GetTimestamp();
            session.Tell(call);
        }
    }

    public static Props Props(IActorRef session, CallTool call) => Akka.Actor.Props.Create(() => new TimingActor(session, call));

    public sealed record Run(int Calls);
}
