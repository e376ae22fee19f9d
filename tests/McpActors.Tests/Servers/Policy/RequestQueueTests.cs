namespace McpActors.Tests.Servers.Policy;

/// <summary>
/// While processes come and go, each request is answered once, and none goes to a process that takes no more.
/// </summary>
public sealed class RequestQueueTests
{
    [Fact]
    public async Task Every_request_is_answered_once_whatever_happens_to_its_process()
    {
        const int Senders = 8, Each = 5_000;
        var queue = new RequestQueue("a", () => { });
        var callers = Enumerable.Range(0, Senders * Each).Select(_ => new Counter()).ToArray();
        var sending = Enumerable.Range(0, Senders).Select(sender => Task.Run(() =>
        {
            for (var i = 0; i < Each; i++) queue.Send(new ListTools("a"), callers[(sender * Each) + i]);
        })).ToList();
        var successors = new List<Echo>();
        var refused = new McpServerException("a", ServerFailure.StartFailed, "it did not start");

        // A server's actions: it opens, goes idle, replaces, fails, stops.
        for (var round = 0; !sending.TrueForAll(task => task.IsCompleted); round++)
        {
            var (process, next) = (new Echo(), new Echo());
            queue.Open(process);
            queue.Hold();
            if (!process.TryCloseIdle())
            {
                queue.Open(process);
                queue.Open(next);
                successors.Add(next);
                await process.DrainAsync();
            }
            if (round % 3 == 0) queue.Shut(ServerFailure.NotRunning, "it was stopped");
            if (round % 3 == 1) queue.Fail(refused);
            queue.Hold();
        }
        await Task.WhenAll(sending);
        queue.Shut(ServerFailure.NotRunning, "it was stopped");
        await Task.WhenAll(successors.Select(process => process.DrainAsync()));

        Assert.All(callers, caller => Assert.Equal(1, caller.Told));
        Assert.Equal(0, queue.Waiting);
    }

    [Fact]
    public void A_call_is_cancelled_where_it_waits_and_in_a_process_that_serves_no_more()
    {
        var queue = new RequestQueue("a", () => { });
        var (waiting, flying) = (new Caller("waiting"), new Caller("flying"));
        var old = new FakeProcess(new ServerProcess(1, null!, null!), "1");
        queue.Open(old);
        queue.Send(Call("flying"), flying);
        queue.Hold();
        queue.Send(Call("waiting"), waiting);

        queue.Cancel("waiting");
        queue.Cancel("flying");

        Assert.All([waiting, flying], caller => Assert.IsType<Status.Failure>(Assert.Single(caller.Told)));
        Assert.Equal(0, queue.Load);
    }

    [Fact]
    public void One_more_than_may_wait_is_refused_and_the_first_has_a_process_started()
    {
        var started = 0;
        var queue = new RequestQueue("a", () => started++) { Capacity = 1 };
        var (first, second) = (new Caller("first"), new Caller("second"));

        queue.Send(new ListTools("a"), first);
        queue.Send(new ListTools("a"), second);

        Assert.Empty(first.Told);
        Assert.Equal(ServerFailure.Overloaded, Assert.IsType<McpServerException>(Assert.IsType<Status.Failure>(Assert.Single(second.Told)).Cause).Failure);
        Assert.Equal(1, started);
    }

    private static CallTool Call(string id) => new CallTool("a", "x") with { CallId = id };

    private sealed class Counter : MinimalActorRef
    {
        private int _told;

        public int Told => Volatile.Read(ref _told);

        public override ActorPath Path { get; } = new RootActorPath(new Address("akka", "queue")) / "counter";

        public override IActorRefProvider Provider => throw new NotSupportedException();

        protected override void TellInternal(object message, IActorRef sender) => Interlocked.Increment(ref _told);
    }

    /// <summary>Answers on another thread, except requests that arrive after it was closed.</summary>
    private sealed class Echo : IProcessRequests
    {
        private readonly ConcurrentQueue<IActorRef> _inFlight = new();
        private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;
        private volatile bool _closed;

        public int Count => Volatile.Read(ref _count);

        public TimeSpan Unused => TimeSpan.Zero;

        public string? BreakerOpen => null;

        public string? ReadingPaused => null;

        public bool TrySend(IServerRequest request, IActorRef replyTo, Repetition? earlier = null)
        {
            Interlocked.Increment(ref _count);
            if (_closed)
            {
                Leave();
                return false;
            }
            _inFlight.Enqueue(replyTo);
            ThreadPool.QueueUserWorkItem(_ =>
            {
                if (!_inFlight.TryDequeue(out var caller)) return;
                caller.Tell("an answer");
                Leave();
            });
            return true;
        }

        public void Cancel(string callId)
        {
        }

        public Task DrainAsync()
        {
            _closed = true;
            Interlocked.MemoryBarrier();
            if (Count == 0) _drained.TrySetResult();
            return _drained.Task;
        }

        public bool TryCloseIdle()
        {
            _closed = true;
            Interlocked.MemoryBarrier();
            if (Count == 0) return true;
            _closed = false;
            return false;
        }

        private void Leave()
        {
            if (Interlocked.Decrement(ref _count) == 0 && _closed) _drained.TrySetResult();
        }
    }
}
