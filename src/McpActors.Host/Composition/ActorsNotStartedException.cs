using McpActors.Configuration;

namespace McpActors.Host.Composition;

/// <summary>The actor system could not be started. The message gives the reason; nothing is running.</summary>
internal sealed class ActorsNotStartedException(Exception inner) : Exception($"The actors could not be started. {inner.Message}", inner)
{
    public int ExitCode { get; } = inner is McpConfigurationException ? Host.ExitCode.BadUsage : Host.ExitCode.Failure;
}
