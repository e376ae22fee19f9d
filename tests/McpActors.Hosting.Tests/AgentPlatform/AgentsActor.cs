using Akka.Actor;
using Akka.DependencyInjection;

namespace AgentPlatform;

/// <summary>Something for an agent to do. Answered with the tool's <c>ToolResult</c>, or with <c>Status.Failure</c>.</summary>
/// <param name="Agent">The agent's name; one that is not there is made.</param>
/// <param name="Tool">A tool of its desk.</param>
/// <param name="Arguments">The tool's arguments.</param>
internal sealed record AgentTask(string Agent, string Tool, object? Arguments = null);

/// <summary>All agents, by name.</summary>
internal sealed class AgentsActor : ReceiveActor
{
    public AgentsActor() => Receive<AgentTask>(task => Agent(task.Agent).Forward(task));

    // What an agent knew is lost with it, and so is what its server knew of it: the next one begins anew, with a session of its own.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private static IActorRef Agent(string name) =>
        Context.Child(name).GetOrElse(() => Context.ActorOf(DependencyResolver.For(Context.System).Props<AgentActor>(), name));
}
