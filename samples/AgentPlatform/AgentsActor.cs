using Akka.Actor;
using Akka.DependencyInjection;

namespace AgentPlatform;

/// <summary>A task for an agent. The answer is the tool's <c>ToolResult</c>, or <c>Status.Failure</c>.</summary>
/// <param name="Agent">The agent's name; a missing agent is created.</param>
/// <param name="Tool">A tool of its desk.</param>
/// <param name="Arguments">The tool's arguments.</param>
internal sealed record AgentTask(string Agent, string Tool, object? Arguments = null);

/// <summary>All agents, by name.</summary>
internal sealed class AgentsActor : ReceiveActor
{
    public AgentsActor() => Receive<AgentTask>(task => Agent(task.Agent).Forward(task));

    // A crashed agent's memory is lost, and so is its server's: the next agent starts with its own new session.
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(_ => Directive.Stop);

    private static IActorRef Agent(string name) =>
        Context.Child(name).GetOrElse(() => Context.ActorOf(DependencyResolver.For(Context.System).Props<AgentActor>(), name));
}
