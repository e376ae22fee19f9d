using FsCheck;
using FsCheck.Fluent;

namespace McpActors.Tests.Servers;

/// <summary>
/// Random commands, exits and crashes, with real processes, against a small model: the answers, the limit on processes,
/// a way out of every state, and an account of every process.
/// </summary>
public sealed class ServerActorModel : ActorTest
{
    private const int MaxProcesses = 3;

    private static readonly string[] Sequential = ["start", "stop", "restart", "replace", "call", "call", "die", "open", "talk", "close"];

    private static readonly string[] Chaotic = [.. Sequential, "hang", "cancel", "crash server", "kill server", "kill process"];

    private static readonly string[] Reloading =
        ["settle", "settle", "replace", "replace", "replace", "open and talk", "open and talk", "open and talk", "call", "start", "restart", "crash server", "kill server", "kill process"];

    private int _tooMany;
    private int _case;

    [Fact]
    public void One_after_the_other_each_is_answered_as_the_model_says() =>
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(12), Prop.ForAll(Scripts(Sequential, 14), script =>
        {
            var world = new World(this, ++_case);
            foreach (var (command, number) in script) world.StepAsync(command, number).GetAwaiter().GetResult();
            world.EndAsync().GetAwaiter().GetResult();
        }));

    [Fact]
    public void All_at_once_each_is_answered_and_nothing_is_left() =>
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(25), Prop.ForAll(Scripts(Chaotic, 16), script =>
        {
            var world = new World(this, ++_case);
            foreach (var (command, number) in script) world.Say(command, number);
            world.EndAsync().GetAwaiter().GetResult();
        }));

    [Fact]
    public void Reloads_among_it_leave_exactly_one_generation() =>
        Check.One(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(20), Prop.ForAll(Scripts(Reloading, 14), script =>
        {
            // An opened session keeps its process: there is room for all of them, and for their replacements.
            var world = new World(this, ++_case, maxProcesses: 3 * script.Length);
            // The last reload must repair everything itself: reloads run one after the other.
            (string, int)[] last = [("open and talk", 0), ("settle", 0), ("replace", 1001), ("open and talk", 0), ("call", 0), ("open and talk", 0)];
            foreach (var (command, number) in script.Concat(last))
            {
                // The next reload finds these running processes.
                if (command == "settle") world.SettleAsync().GetAwaiter().GetResult();
                else world.Say(command, number);
            }
            world.ExpectOneGenerationAsync().GetAwaiter().GetResult();
            world.EndAsync().GetAwaiter().GetResult();
        }));

    private static Arbitrary<(string Command, int Number)[]> Scripts(string[] commands, int length)
    {
        var step = from command in Gen.Elements(commands) from number in Gen.Choose(0, 1000) select (command, number);
        return Gen.ArrayOf(step, length).ToArbitrary();
    }

    private static ServerSettings Definition(int number) => Adversary("a", "mcp-obeys") with
    {
        Isolation = (Isolation)(number % 3),
        PoolSize = 2,
        MaxProcesses = MaxProcesses,
        DrainTimeout = TimeSpan.FromMilliseconds(300),
        Environment = new Dictionary<string, string> { ["GENERATION"] = $"{number}" },
        Restart = new RestartSettings { MinBackoff = TimeSpan.FromMilliseconds(1), MaxRestarts = 1_000 },
    };

    /// <summary>One server with its sessions, and the model's knowledge of it.</summary>
    private sealed class World
    {
        private readonly ServerActorModel _test;
        private readonly LeaseLedger _ledger = new();
        private readonly GenerationLauncher _launcher;
        private readonly int _generation;
        private readonly int _maxProcesses;
        private readonly IActorRef _reaper;
        private readonly IActorRef _servers;
        private readonly IActorRef _sessionsActor;
        private readonly List<SessionOpened> _sessions = [];
        private readonly List<(object Message, Task<object> Answer)> _answers = [];
        private readonly List<string> _said = [];
        private bool _stopped;
        private int _calls;

        public World(ServerActorModel test, int number, int maxProcesses = MaxProcesses)
        {
            _maxProcesses = maxProcesses;
            _test = test;
            _reaper = test.Sys.ActorOf(
                OrphanReaperActor.Props(_ledger, new Processes.Sweeping.LineageSweeper(_ledger, registry: null), new ReaperSettings { SweepInterval = TimeSpan.Zero }),
                $"reaper-{number}");
            _generation = number;
            _launcher = new GenerationLauncher(new CountingLauncher(test.Launcher, _ledger, maxProcesses, () => Interlocked.Increment(ref test._tooMany)));
            var environment = new ProcessEnvironment(_launcher, _ledger, _reaper);
            _servers = test.Sys.ActorOf(ServersActor.Props(new ServerCatalog([Definition(number) with { MaxProcesses = maxProcesses }]), environment), $"servers-{number}");
            _sessionsActor = test.Sys.ActorOf(SessionsActor.Props(new SessionSettings(), _servers, new InMemorySessionDirectory()), $"sessions-{number}");
            // Then its children exist.
            _servers.Ask<ServerList>(GetServers.Instance, Patience).GetAwaiter().GetResult();
        }

        /// <summary>Sends the command, and checks the answer.</summary>
        public async Task StepAsync(string command, int number)
        {
            // There would be no room for a third, in addition to calls outside of sessions.
            if (command == "open" && _sessions.Count == 2) return;
            if (command is "talk" or "close" && _sessions.Count == 0) return;
            Say(command, number);
            var answer = await _answers[^1].Answer;
            var running = !_stopped;
            switch (command)
            {
                case "start" or "restart":
                    Expect(answer is ServerStarted, answer);
                    _stopped = false;
                    break;
                case "stop":
                    Expect(answer is ServerStopped, answer);
                    Expect(_ledger.Open.Count == 0, $"{_ledger.Open.Count} processes");
                    (_stopped, running) = (true, true);
                    _sessions.Clear();
                    break;
                case "replace":
                    Expect(answer is ServersApplied applied && !applied.Failed.Any(), answer);
                    break;
                case "call":
                    Expect(running ? answer is ToolResult : Failed(answer, ServerFailure.NotRunning), answer);
                    break;
                case "die":
                    Expect(Failed(answer, running ? ServerFailure.Exited : ServerFailure.NotRunning), answer);
                    break;
                case "open":
                    Expect(running ? answer is SessionOpened : Failed(answer, ServerFailure.NotRunning), answer);
                    if (answer is SessionOpened opened) _sessions.Add(opened);
                    break;
                // A smaller pool ends the surplus processes.
                case "talk":
                    Expect(answer is ToolResult or Status.Failure { Cause: McpSessionException { Failure: SessionFailure.Ended or SessionFailure.UnknownSession } }, answer);
                    break;
                case "close":
                    _sessions.RemoveAt(number % _sessions.Count);
                    break;
            }
            Expect(_ledger.Open.Count <= MaxProcesses, $"{_ledger.Open.Count} processes");
        }

        /// <summary>Sends the command without waiting.</summary>
        public void Say(string command, int number)
        {
            _said.Add($"{command} {number}");
            switch (command)
            {
                case "start":
                    Ask(_servers, new StartServer("a"));
                    break;
                case "stop":
                    Ask(_servers, new StopServer("a"));
                    break;
                case "restart":
                    Ask(_servers, new RestartServer("a"));
                    break;
                case "replace":
                    Ask(_servers, new ApplyServers([Definition(number) with { MaxProcesses = _maxProcesses }]));
                    break;
                case "call" or "die" or "hang":
                    Ask(_servers, Call(command));
                    break;
                case "cancel":
                    _servers.Tell(new CancelCall("a", $"call-{number % (_calls + 1)}"));
                    break;
                case "open":
                    Ask(_sessionsActor, new OpenSession("a"));
                    break;
                case "open and talk":
                    _answers.Add((command, OpenAndTalkAsync(Call("talk"))));
                    break;
                case "talk" when _sessions.Count > 0:
                    Ask(_sessions[number % _sessions.Count].Session, Call("talk"));
                    break;
                case "close" when _sessions.Count > 0:
                    Ask(_sessionsActor, new CloseSession(_sessions[number % _sessions.Count].Id));
                    break;
                case "crash server":
                    Crash(_servers.Path / "a");
                    break;
                case "kill server":
                    _test.Sys.ActorSelection(_servers.Path / "a").Tell(Kill.Instance);
                    break;
                case "kill process":
                    _test.Sys.ActorSelection(_servers.Path / "a" / "*").Tell(Kill.Instance);
                    break;
            }
        }

        /// <summary>Waits until all commands are answered.</summary>
        public async Task SettleAsync() => await Task.WhenAll(_answers.Select(answer => answer.Answer));

        /// <summary>After all answers, every process belongs to the generation that was applied last.</summary>
        public async Task ExpectOneGenerationAsync()
        {
            var generation = _generation;
            foreach (var (message, said) in _answers)
            {
                var answer = await said;
                if (message is ApplyServers apply && answer is ServersApplied applied && !applied.Failed.Any())
                    generation = int.Parse(Assert.Single(apply.Definitions).Environment["GENERATION"], CultureInfo.InvariantCulture);
            }
            // Killed processes are with the reaper and end in their own time; an old serving process would stay.
            var until = DateTime.UtcNow + TimeSpan.FromSeconds(10);
            while (_launcher.Running.Any(running => running != $"{generation}") && DateTime.UtcNow < until) await Task.Delay(10);
            Expect(_launcher.Running.All(running => running == $"{generation}"), $"{string.Join(", ", _launcher.Running)} run, and {generation} was applied last");
        }

        /// <summary>
        /// All commands are answered, the server can be used again, and nothing is left after it is stopped.
        /// </summary>
        public async Task EndAsync()
        {
            // A hanging request hangs until its server is stopped.
            await LastAsync(new StopServer("a"), answer => answer is ServerStopped);
            foreach (var (message, answer) in _answers)
            {
                var said = await Task.WhenAny(answer, Task.Delay(TimeSpan.FromSeconds(10)));
                var status = await _servers.Ask<ServerList>(GetServers.Instance, Patience);
                Expect(said == answer && answer.IsCompletedSuccessfully, $"no answer to {message}; {status.Servers[0]} {string.Join("|", status.Servers[0].Processes)}");
            }
            await LastAsync(new StartServer("a"), answer => answer is ServerStarted);
            await LastAsync(Call("call"), answer => answer is ToolResult);
            await LastAsync(new StopServer("a"), answer => answer is ServerStopped);
            foreach (var lease in _ledger.Open) Expect((await lease.Extinct.WaitAsync(Patience)).Confirmed, $"lease {lease.Id}");
            Expect(_ledger.Open.Count == 0, $"{_ledger.Open.Count} processes");
            Expect(Volatile.Read(ref _test._tooMany) == 0, $"more than {MaxProcesses} processes");
            _test.Sys.Stop(_sessionsActor);
            _test.Sys.Stop(_servers);
            _test.Sys.Stop(_reaper);
        }

        private async Task LastAsync(IServerMessage message, Func<object, bool> isRight)
        {
            Ask(_servers, message);
            var answer = _answers[^1].Answer;
            var said = await Task.WhenAny(answer, Task.Delay(Patience));
            var status = await _servers.Ask<ServerList>(GetServers.Instance, Patience);
            Expect(said == answer && answer.IsCompletedSuccessfully, $"no answer to {message}; {status.Servers[0]}");
            Expect(isRight(await answer), await answer);
        }

        private async Task<object> OpenAndTalkAsync(CallTool call)
        {
            var opened = await _sessionsActor.AnswerAsync(new OpenSession("a"), Patience);
            return opened is SessionOpened { Session: var session } ? await session.AnswerAsync(call, Patience) : opened;
        }

        private CallTool Call(string text) => new CallTool("a", "echo", new { text }) with { CallId = $"call-{++_calls}" };

        private void Ask(IActorRef to, object message) => _answers.Add((message, to.AnswerAsync(message, Patience)));

        // Crashes the actor as its supervisor would after an exception. A killed one has a successor soon.
        private void Crash(ActorPath path)
        {
            IInternalActorRef? actor = null;
            while (actor is null)
                actor = (IInternalActorRef?)_test.Sys.ActorSelection(path).Ask<ActorIdentity>(new Identify(null), Patience).GetAwaiter().GetResult().Subject;
            actor.Suspend();
            actor.Restart(new InvalidOperationException("a test"));
        }

        private static bool Failed(object answer, ServerFailure failure) =>
            answer is Status.Failure { Cause: McpServerException error } && error.Failure == failure;

        private void Expect(bool truth, object seen)
        {
            if (!truth) Assert.Fail($"After [{string.Join("; ", _said)}]: {(seen is Status.Failure failed ? failed.Cause.Message : seen)}");
        }
    }

    private sealed class CountingLauncher(IProcessLauncher launcher, LeaseLedger ledger, int most, Action tooMany) : IProcessLauncher
    {
        public Containment Containment => launcher.Containment;

        public KeptProcess Start(ProcessSpec spec)
        {
            if (ledger.Open.Count > most) tooMany();
            return launcher.Start(spec);
        }
    }
}
