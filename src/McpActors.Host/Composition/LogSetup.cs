using Akka.Actor.Setup;
using Serilog;

namespace McpActors.Host.Composition;

/// <summary>Gives <see cref="AkkaLogBridge"/> its logger: an actor that Akka.NET makes from its configuration is given nothing else.</summary>
internal sealed class LogSetup(ILogger log) : Setup
{
    public ILogger Log { get; } = log;
}
