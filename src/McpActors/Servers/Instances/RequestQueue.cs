using Akka.Actor;

namespace McpActors.Servers;

/// <summary>
/// The requests of one instance. An open queue sends them to the current process, a held queue keeps them for the next
/// process, and a shut queue refuses them. The queue outlives every process, and answers never pass through an actor's
/// mailbox. Thread-safe; sending to an open queue takes no lock.
/// </summary>
/// <param name="server">The server's name.</param>
/// <param name="onWaiting">Called on the sender's thread when a first request waits, to start a process.</param>
internal sealed class RequestQueue(string server, Action onWaiting) : IRepeatRequests
{
    private readonly Lock _lock = new();
    private readonly List<WaitingRequest> _waiting = [];
    // Former processes with unanswered requests, whose calls can still be cancelled.
    private readonly List<IProcessRequests> _earlier = [];
    private volatile IProcessRequests? _open;
    // It takes no more, and whoever opens this queue may not know it yet.
    private IProcessRequests? _lost;
    private McpServerException? _refusal;
    private int _waitingCount;

    /// <summary>The maximum number of waiting requests; further requests are refused.</summary>
    public int Capacity { get; set; } = int.MaxValue;

    /// <summary>The number of waiting requests.</summary>
    public int Waiting => Volatile.Read(ref _waitingCount);

    /// <summary>Whether requests go to a process now.</summary>
    public bool IsOpen => _open is not null;

    /// <summary>The number of requests that wait or are in flight; a pool uses its least busy instance.</summary>
    public int Load => Waiting + (_open?.Count ?? 0);

    /// <summary>Sends a request, keeps it or refuses it. It is answered exactly once.</summary>
    public void Send(IServerRequest request, IActorRef replyTo)
    {
        while (true)
        {
            if (_open is { } process)
            {
                // False if the process was just closed for being idle; the queue's next state follows in a moment.
                if (process.TrySend(request, replyTo)) return;
                continue;
            }
            McpServerException? refusal;
            var isFirst = false;
            lock (_lock)
            {
                if (_open is not null) continue;
                refusal = _refusal ?? (_waiting.Count >= Capacity ? Overloaded() : null);
                if (refusal is null)
                {
                    _waiting.Add(new WaitingRequest(request, replyTo, null));
                    isFirst = ++_waitingCount == 1;
                }
            }
            if (refusal is not null) replyTo.Tell(new Status.Failure(refusal));
            else if (isFirst) onWaiting();
            return;
        }
    }

    public bool TryRepeat(IProcessRequests lost, Repetition again)
    {
        while (true)
        {
            if (_open is { } process && !ReferenceEquals(process, lost))
            {
                if (process.TrySend(again.Request, again.ReplyTo, again)) return true;
                continue;
            }
            bool isFirst;
            lock (_lock)
            {
                if (_open is not null && !ReferenceEquals(_open, lost)) continue;
                if (_refusal is not null) return false;
                Close();
                _lost = lost;
                // It was counted when it was let in.
                _waiting.Add(new WaitingRequest(again.Request, again.ReplyTo, again));
                isFirst = ++_waitingCount == 1;
            }
            again.WhenOver(Expire);
            if (isFirst) onWaiting();
            return true;
        }
    }

    /// <summary>Cancels a call that waits or is in flight; the call is answered with a failure.</summary>
    public void Cancel(string callId)
    {
        List<WaitingRequest> cancelled = [];
        IProcessRequests[] processes;
        lock (_lock)
        {
            for (var i = _waiting.Count - 1; i >= 0; i--)
            {
                if (_waiting[i].Request is not CallTool { CallId: { } id } || id != callId) continue;
                cancelled.Add(_waiting[i]);
                _waiting.RemoveAt(i);
            }
            _waitingCount = _waiting.Count;
            _earlier.RemoveAll(process => process.Count == 0);
            processes = _open is { } open ? [.. _earlier, open] : [.. _earlier];
        }
        var failure = Failure(ServerFailure.Cancelled, "its caller cancelled the call.");
        foreach (var call in cancelled) call.Fail(call.Earlier?.FailAs(ServerFailure.Cancelled, "was cancelled: its caller cancelled it.") ?? failure);
        foreach (var process in processes) process.Cancel(callId);
    }

    /// <summary>Sends the waiting requests, in their order, and all later ones to a process.</summary>
    public void Open(IProcessRequests process)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_open, process) || ReferenceEquals(_lost, process)) return;
            Close();
            (_refusal, _lost) = (null, null);
            // Requests that the process returns at once are added meanwhile.
            WaitingRequest[] waiting = [.. _waiting];
            _waiting.Clear();
            _waiting.InsertRange(0, waiting.Where(request => !request.TrySend(process)).ToList());
            _waitingCount = _waiting.Count;
            if (!ReferenceEquals(_lost, process)) _open = process;
        }
    }

    /// <summary>Lets requests wait from now on.</summary>
    public void Hold()
    {
        lock (_lock)
        {
            Close();
            _refusal = null;
        }
    }

    /// <summary>Fails the waiting requests and all later ones.</summary>
    public void Shut(ServerFailure failure, string why)
    {
        var refusal = Failure(failure, why);
        lock (_lock)
        {
            Close();
            _refusal = refusal;
        }
        Fail(refusal);
    }

    /// <summary>Fails the waiting requests; later ones are treated as before.</summary>
    public void Fail(McpServerException failure)
    {
        WaitingRequest[] failed;
        lock (_lock)
        {
            if (_waiting.Count == 0) return;
            failed = [.. _waiting];
            _waiting.Clear();
            _waitingCount = 0;
        }
        foreach (var request in failed) request.Fail(request.Earlier?.Failure ?? failure);
    }

    private void Expire(Repetition again)
    {
        lock (_lock)
        {
            if (_waiting.RemoveAll(waiting => ReferenceEquals(waiting.Earlier, again)) == 0) return;
            _waitingCount = _waiting.Count;
        }
        again.ReplyTo.Tell(new Status.Failure(again.FailAs(ServerFailure.TimedOut, "got no answer in its time: its process had ended, and no other one came.")));
    }

    private void Close()
    {
        if (_open is not { } process) return;
        _open = null;
        _earlier.RemoveAll(earlier => earlier.Count == 0);
        if (!_earlier.Contains(process)) _earlier.Add(process);
    }

    private McpServerException Overloaded() =>
        Failure(ServerFailure.Overloaded, $"{_waiting.Count} requests (max-waiting) already wait for a process to become ready.");

    private McpServerException Failure(ServerFailure failure, string why) => new(server, failure, $"Server '{server}': {why}") { Outcome = RequestOutcome.NotSent };

    private readonly record struct WaitingRequest(IServerRequest Request, IActorRef ReplyTo, Repetition? Earlier)
    {
        public bool TrySend(IProcessRequests process)
        {
            if (!process.TrySend(Request, ReplyTo, Earlier)) return false;
            Earlier?.Dispose();
            return true;
        }

        public void Fail(McpServerException failure)
        {
            Earlier?.Dispose();
            ReplyTo.Tell(new Status.Failure(failure));
        }
    }
}
