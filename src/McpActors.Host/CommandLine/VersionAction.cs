using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;
using Akka.Actor;
using McpActors.Host.Output;

namespace McpActors.Host.CommandLine;

/// <summary>Prints the versions of the program, Akka.NET and the keeper, and the keeper's path.</summary>
internal sealed class VersionAction : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine($"mcpactors {Version(Assembly.GetExecutingAssembly())}");
        output.WriteLine($"Akka.NET  {Version(typeof(ActorSystem).Assembly)}");
        output.WriteLine($"keeper    {KeeperText.Describe()}");
        return ExitCode.Success;
    }

    private static string Version(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString() ?? "unknown";
}
