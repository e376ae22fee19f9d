using Akka.Actor;

namespace McpActors.SignalHost;

/// <summary>An actor system without a host: Akka.NET handles the signals, and the program waits for the end of the system.</summary>
internal static class PlainSystem
{
    public static async Task<int> RunAsync(Use use)
    {
        var system = ActorSystem.Create("embedded", use.Hocon);
        await Use.CallAsync(McpActorsExtension.Get(system).Client, "first call");
        Console.WriteLine("ready");
        await system.WhenTerminated;
        Console.WriteLine($"terminated: {CoordinatedShutdown.Get(system).ShutdownReason.GetType().Name}");
        return 0;
    }
}
