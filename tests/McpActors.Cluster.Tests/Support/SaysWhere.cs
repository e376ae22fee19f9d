namespace McpActors.Cluster.Tests.Support;

/// <summary>A job that reports its node.</summary>
internal sealed class SaysWhere : ReceiveActor
{
    public SaysWhere() => Receive<RunJob>(_ =>
        Sender.Tell(JobDone.Succeeded(Akka.Cluster.Cluster.Get(Context.System).SelfAddress.ToString())));
}
