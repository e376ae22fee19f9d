using Akka.Actor.Setup;
using Serilog;

namespace McpActors.Host.Composition;

/// <summary>
/// Passes the logger to <see cref="AkkaLogBridge"/>, which Akka.NET creates without constructor arguments.
/// </summary>
internal sealed class LogSetup(ILogger log) : Setup
{
    public ILogger Log { get; } = log;
}
