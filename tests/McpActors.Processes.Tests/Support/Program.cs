using System.Runtime.InteropServices;
using McpActors.Processes.Registry;
using McpActors.Processes.Scanning;
using McpActors.Processes.Sweeping;

namespace McpActors.Processes.Tests.Support;

/// <summary>This assembly as a program, for what can only be seen as another user, or in other mounts. It says one line and ends.</summary>
internal static partial class Program
{
    private static int Main(string[] args)
    {
        switch (args)
        {
            case ["scan"]:
                return Say(() => $"{new ProcessTable().Scan()}");
            case ["register", var folder]:
                return Say(() =>
                {
                    HostRegistry.Open(folder).Register("elsewhere").Withdraw();
                    return $"registered, and {Directory.GetFiles(folder, "*.host").Length} files are left";
                });
            case ["sweep", var folder]:
                return Say(() =>
                {
                    var report = new LineageSweeper(null, HostRegistry.Open(folder)).SweepAsync().GetAwaiter().GetResult();
                    return $"fault {report.RegistryFault ?? "none"}; {string.Join("; ", report.Findings)}";
                });
            case ["recycle"]:
                return Say(Recycling.Run);
            case ["headless"]:
                new Thread(() => Thread.Sleep(TimeSpan.FromSeconds(30))).Start();
                // exit(2) ends the calling thread only: the leader is a zombie, and its process lives.
                _ = Say(() => $"ready {Environment.ProcessId}");
                return (int)syscall(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 93 : 60, 0, 0, 0, 0);
            default:
                return 2;
        }
    }

    private static int Say(Func<string> work)
    {
        try
        {
            Console.Out.WriteLine(work());
            return 0;
        }
        catch (IOException e)
        {
            Console.Out.WriteLine($"{e.GetType().Name}: {e.Message}");
            return 1;
        }
    }

    [LibraryImport("libc")]
    private static partial long syscall(long number, nint a, nint b, nint c, nint d);
}
