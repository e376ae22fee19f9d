namespace McpActors.Hosting.Tests;

/// <summary>Jobs that are actors of the platform, from the schedule to the sweep, with real servers.</summary>
public sealed class JobActorTests
{
    [Fact]
    public async Task An_actor_with_services_uses_a_session_and_its_report_says_what_came_of_it()
    {
        await using var platform = await Platform.StartAsync(
            akka => akka.WithMcpActors(mcp =>
            {
                mcp.AddServer("well", Artifacts.Adversary, "mcp-well");
                // Every second, so that the schedule is tested too.
                mcp.AddSchedule("often", "* * * * * *", schedule => schedule.Run<Agent>("agent").Run(Props.Create(() => new Broken())));
            }),
            after: services => services.AddSingleton(new Greeting("hello from a job")));

        var swept = await FirstAsync<BatchSwept>(platform);
        var (agent, broken) = (swept.Batch.Jobs[0], swept.Batch.Jobs[1]);

        Assert.Equal(("agent", JobOutcome.Succeeded), (agent.Job.Name, agent.Outcome));
        Assert.Equal("hello from a job", Assert.IsType<ModelContextProtocol.Protocol.TextContentBlock>(agent.Result!.Content.Single()).Text);
        Assert.Equal((nameof(Broken), JobOutcome.Failed), (broken.Job.Name, broken.Outcome));
        Assert.Contains("broken by design", broken.Error);
    }

    [Fact]
    public async Task A_session_ends_with_the_job_whose_actor_has_opened_it()
    {
        await using var platform = await Platform.StartAsync(akka => akka.WithMcpActors(mcp => mcp.AddServer("well", Artifacts.Adversary, "mcp-well")));
        var news = Inbox.Create(platform.System);
        platform.System.EventStream.Subscribe(news.Receiver, typeof(ISessionEvent));
        var batch = platform.Actors.Scheduler.Ask<BatchSwept>(new RunBatch([Job.ForActor(Props.Create(() => new Holder(news.Receiver)))], BatchId: "b"), Patience.ForHosts);
        var opened = Assert.IsType<SessionOpened>(await news.ReceiveAsync(Patience.ForHosts));

        platform.Actors.Scheduler.Tell(new CancelBatch("b"));

        var ended = Assert.IsType<SessionEnded>(await news.ReceiveAsync(Patience.ForHosts));
        Assert.Equal((opened.Id, SessionEnd.HolderGone), (ended.Id, ended.Reason));
        Assert.Equal(JobOutcome.Cancelled, (await batch).Batch.Jobs.Single().Outcome);
    }

    private static async Task<T> FirstAsync<T>(Platform platform)
    {
        var inbox = Inbox.Create(platform.System);
        platform.System.EventStream.Subscribe(inbox.Receiver, typeof(T));
        return Assert.IsType<T>(await inbox.ReceiveAsync(Patience.ForHosts));
    }

    private sealed record Greeting(string Text);

    private sealed class Agent : ReceiveActor
    {
        private IActorRef? _job;

        public Agent(Greeting greeting)
        {
            Receive<RunJob>(_ =>
            {
                _job = Sender;
                McpActorsExtension.Get(Context.System).Sessions.Tell(new OpenSession("well"));
            });
            Receive<SessionOpened>(opened => opened.Session.Tell(new CallTool("", "echo", new { text = greeting.Text })));
            Receive<ToolResult>(answer => _job.Tell(JobDone.Succeeded(answer.Result)));
            Receive<Status.Failure>(failure => _job.Tell(failure));
        }
    }

    private sealed class Holder : ReceiveActor
    {
        public Holder(IActorRef told)
        {
            Receive<RunJob>(_ => McpActorsExtension.Get(Context.System).Sessions.Tell(new OpenSession("well")));
            Receive<SessionOpened>(told.Tell);
        }
    }

    private sealed class Broken : ReceiveActor
    {
        public Broken() => throw new InvalidOperationException("broken by design");
    }
}
