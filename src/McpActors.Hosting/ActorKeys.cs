namespace McpActors.Hosting;

/// <summary>The key in the <c>ActorRegistry</c> for the actor that takes the messages of <see cref="McpActors.Servers"/>.</summary>
public sealed class McpServers
{
    private McpServers()
    {
    }
}

/// <summary>The key in the <c>ActorRegistry</c> for the actor that takes the messages of <see cref="McpActors.Scheduling"/>.</summary>
public sealed class McpScheduler
{
    private McpScheduler()
    {
    }
}

/// <summary>The key in the <c>ActorRegistry</c> for the actor that takes the messages of <see cref="McpActors.Reaping"/>.</summary>
public sealed class OrphanReaper
{
    private OrphanReaper()
    {
    }
}

/// <summary>The key in the <c>ActorRegistry</c> for the actor that takes the messages of <see cref="McpActors.Sessions"/>.</summary>
public sealed class McpSessions
{
    private McpSessions()
    {
    }
}
