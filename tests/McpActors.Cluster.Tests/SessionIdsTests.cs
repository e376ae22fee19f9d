using McpActors.Cluster.Sessions;

namespace McpActors.Cluster.Tests;

public sealed class SessionIdsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_granted_claim_has_its_id_although_another_node_has_asked_for_it_before_there_was_a_new_directory(bool isGrantedFirst)
    {
        var granted = AClaim("host-a");
        var asked = AClaim("host-b");
        var system = ActorSystem.Create("ids", ConfigurationFactory.ParseString("akka.actor.provider = cluster").WithFallback(ConfigurationFactory.ParseString(Node.Quick)));
        try
        {
            var cluster = Akka.Cluster.Cluster.Get(system);
            await cluster.JoinAsync(cluster.SelfAddress);
            var self = cluster.SelfAddress.ToString();
            Claims[] answers = [new Claims("another node", [granted]), new Claims("a third node", [asked], null, [asked.Token])];
            if (!isGrantedFirst) Array.Reverse(answers);
            answers = [.. answers, new Claims(self, [])];
            system.ActorOf(Props.Create(() => new Agent(answers)), AgentActor.Name);
            var ids = system.ActorOf(Props.Create(() => new SessionIdsActor(cluster)));

            var answer = await ids.Ask<IdAnswer>(new ClaimId(asked, "a third node"), Patience.Limit);

            Assert.Equal(new IdAnswer(granted, "another node"), answer);
        }
        finally
        {
            await system.Terminate();
        }
    }

    private static SessionClaim AClaim(string host) => new("s", Guid.NewGuid(), "files", host, null, DateTimeOffset.Now.AddMinutes(5));

    private sealed class Agent : ReceiveActor
    {
        public Agent(Claims[] answers) => Receive<GetClaims>(_ =>
        {
            foreach (var answer in answers) Sender.Tell(answer);
        });
    }
}
