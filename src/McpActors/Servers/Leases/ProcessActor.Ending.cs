using Akka.Actor;
using Akka.Event;
using McpActors.Processes.Ledger;

namespace McpActors.Servers;

/// <summary>The end of a process, and its consequences.</summary>
internal sealed partial class ProcessActor
{
    private void Stopping()
    {
        Receive<Connected>(connected => _connection = connected.Connection);
        // The reaper ends an overdue process; PostStop hands it over.
        Receive<Overdue>(_ => Context.Stop(Self));
        ReceiveEnd();
        // Ignores late events: the lease stops a late launch, and a failed handshake has been reported.
        Receive<Launched>(_ => { });
        Receive<Failed>(_ => { });
        Receive<HandshakeBroken>(_ => { });
        Receive<Disconnected>(_ => { });
        Receive<StillAlive>(_ => { });
        Receive<LookAgain>(_ => { });
        Receive<Asked>(_ => { });
        Receive<ProbeFailed>(_ => { });
        Receive<Unread>(_ => { });
    }

    private void ReceiveEnd()
    {
        Receive<MakeRoom>(_ => MakeRoomForNext());
        Receive<ProcessCommand.Stop>(stop =>
        {
            _isStopped = true;
            BeginLadder(stop.Reason);
        });
        Receive<Exited>(exited =>
        {
            var exit = exited.Exit with { StdoutTail = _stdout?.Lines ?? [] };
            _requests?.Close(ServerFailure.Exited, "its process ended during the call", exit);
            _requests?.Extinct(exit);
            var next = _requests is null && !_isStopped ? _handshake?.Next(_handshakeError, exit, _clock.Now - _begun) : null;
            if (next is not null)
                _log.Info("Server '{0}' is started again, and {1}: {2}, and then {3}", _settings.Name,
                    next.Opening == Opening.Initialize ? "asked to initialize" : "asked with server/discover", _handshake!.Negotiation,
                    _failure?.TrimEnd('.') ?? $"it ended with {exit.Describe()}");
            Context.Parent.Tell(next is null ? new ProcessEnded(exit, _failure) : (object)new ProcessGivesWay(exit, next));
            Context.Stop(Self);
        });
    }

    private void BeginLadder(string reason)
    {
        _startup.Cancel();
        if (_lease is null)
        {
            Context.Stop(Self);
            return;
        }
        _requests?.Close(ServerFailure.Cancelled, reason, null);
        _ = StopAsync(_connection, _lease, reason);
        Timers.StartSingleTimer(Overdue.Instance, Overdue.Instance, CancelTime + _lease.Ladder + LadderMargin);
        Become(Stopping);
    }

    // This task may outlive the actor: the process is stopped in any case.
    private static async Task StopAsync(McpConnection? connection, Lease lease, string reason)
    {
        try
        {
            if (connection is not null) await connection.CancelAllAsync(CancelTime);
        }
        finally
        {
            lease.Stop(reason);
        }
    }
}
