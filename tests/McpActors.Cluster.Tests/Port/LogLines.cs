using Akka.Event;

namespace McpActors.Cluster.Tests.Port;

/// <summary>The warnings that a system logs while this lives.</summary>
internal sealed class LogLines : IDisposable
{
    /// <summary>For the configuration of the system.</summary>
    public const string Hocon = "akka.loglevel = WARNING\nakka.loggers = []\n";

    private readonly ConcurrentQueue<string> _lines = [];
    private readonly ActorSystem _system;
    private readonly IActorRef _listener;

    public LogLines(ActorSystem system)
    {
        _system = system;
        _listener = ((ExtendedActorSystem)system).SystemActorOf(Props.Create(() => new Listener(_lines)), "test-log-lines");
        system.EventStream.Subscribe(_listener, typeof(Warning));
    }

    public string All => string.Join('\n', _lines);

    public bool Any(string part) => _lines.Any(line => line.Contains(part, StringComparison.Ordinal));

    public void Dispose() => _system.Stop(_listener);

    private sealed class Listener : ReceiveActor
    {
        public Listener(ConcurrentQueue<string> lines) => Receive<Warning>(line => lines.Enqueue(line.Message.ToString() ?? ""));
    }
}
