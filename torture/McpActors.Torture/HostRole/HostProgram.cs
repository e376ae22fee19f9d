using Akka.Configuration;

namespace McpActors.Torture.HostRole;

/// <summary>
/// <c>host CONFIG SECONDS</c>: an actor system with McpActors, with commands on stdin and answers on stdout. It ends
/// with its stdin, and the kernel ends it after SECONDS in any case.
/// </summary>
internal static partial class HostProgram
{
    public const int Refused = 3;

    public static async Task<int> RunAsync(string[] args)
    {
        _ = Alarm(uint.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture));
        var output = new LineOutput();
        using var system = ActorSystem.Create("host", ConfigurationFactory.ParseString(await File.ReadAllTextAsync(args[0])));
        McpActorsExtension mcp;
        try
        {
            mcp = McpActorsExtension.Get(system);
        }
        catch (Exception refusal)
        {
            output.Say($"refused {refusal.Message.ReplaceLineEndings(" ")}");
            await system.Terminate();
            return Refused;
        }

        // Subscribed here instead of in PreStart, which runs later: events published before it would be lost.
        system.EventStream.Subscribe(system.ActorOf(EventEcho.Props(output), "echo"), typeof(IProcessEvent));
        using var term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            _ = Task.Run(() => CoordinatedShutdown.Get(system).Run(CoordinatedShutdown.ClrExitReason.Instance));
        });
        output.Say("up");
        var commands = new HostCommands(system, mcp, output);
        var hangUp = Task.Factory.StartNew(commands.ReadAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Task.WhenAny(hangUp, system.WhenTerminated);
        // After a hang-up there is no reader for answers; the keepers' processes end with us.
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "alarm")]
    private static partial uint Alarm(uint seconds);
}
