using Akka.Actor;
using McpActors.Scheduling;

namespace McpActors.Cluster.Leading;

/// <summary>
/// The scheduler as a node's own actors see it: each request is followed until it is answered, also where the leader is lost meanwhile. What is made
/// of <see cref="Props"/> cannot cross nodes: a batch with such a job is run by the scheduler of this node, and a schedule with one is refused.
/// </summary>
internal sealed class SchedulerFrontActor : ReceiveActor
{
    /// <param name="leader">Reaches the scheduler of the cluster.</param>
    /// <param name="local">The scheduler of this node.</param>
    public SchedulerFrontActor(IActorRef leader, IActorRef local)
    {
        // Not answered, so there is nothing to follow.
        Receive<CancelBatch>(cancel =>
        {
            local.Forward(cancel);
            leader.Forward(cancel);
        });
        Receive<RunBatch>(local.Forward, run => OfProps(run.Jobs) is not null);
        Receive<PutSchedule>(put => Refuse(put.Schedule), put => OfProps(put.Schedule?.Jobs) is not null);
        ReceiveAny(message =>
        {
            var requester = Sender;
            Context.ActorOf(Props.Create(() => new SchedulerRequestActor(message, requester, leader)));
        });
    }

    private static Job? OfProps(IReadOnlyList<Job>? jobs) => jobs?.FirstOrDefault(job => job?.Actor is not null);

    private void Refuse(ScheduleDefinition schedule)
    {
        var job = OfProps(schedule.Jobs)!.Name;
        Sender.Tell(new Status.Failure(new McpSchedulerException(
            $"Schedule '{schedule.Name}' has the job '{job}', which is made of Props: these cannot cross nodes. Give them a name in McpActorsSetup.JobActors "
            + $"of every node that may lead, and put Job.Run(\"{job}\").")));
    }

    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);
}
