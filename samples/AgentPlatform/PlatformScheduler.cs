using Akka.Actor;
using Akka.Event;
using Akka.Hosting;
using McpActors.Hosting;
using McpActors.Scheduling;
using McpActors.Servers;

namespace AgentPlatform;

/// <summary>The work and its interval.</summary>
internal sealed record Upkeep(CallTool Look, TimeSpan Every);

/// <summary>To the platform's scheduler: the upkeep is due.</summary>
internal sealed record UpkeepIsDue;

/// <summary>
/// The platform's own scheduler. It decides when; McpActors runs the jobs and cleans up their processes. Each batch
/// ends with <see cref="BatchSwept"/>: its last job has ended, and the reaper has swept.
/// </summary>
internal sealed class PlatformScheduler : ReceiveActor, IWithTimers
{
    private readonly Upkeep _upkeep;

    public PlatformScheduler(Upkeep upkeep, IRequiredActor<McpScheduler> scheduler)
    {
        _upkeep = upkeep;
        var look = upkeep.Look;
        Receive<UpkeepIsDue>(_ => scheduler.ActorRef.Tell(new RunBatch(
            [Job.Call(look.Server, look.Tool, look.Arguments), Job.ForActor(Props.Create(() => new DigestJob(look)), "digest")], "upkeep")));
        Receive<BatchSwept>(swept => Context.GetLogger().Info("Upkeep: {0}", string.Join(", ", swept.Batch.Jobs.Select(job => $"{job.Job.Name} {job.Outcome}"))));
        Receive<Status.Failure>(failure => Context.GetLogger().Warning(failure.Cause, "No upkeep this time"));
    }

    public ITimerScheduler Timers { get; set; } = null!;

    protected override void PreStart() => Timers.StartPeriodicTimer("upkeep", new UpkeepIsDue(), _upkeep.Every);
}
