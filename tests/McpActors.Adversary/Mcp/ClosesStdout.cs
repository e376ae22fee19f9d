using System.Runtime.InteropServices;

namespace McpActors.Adversary.Mcp;

/// <summary>Closes its stdout in a call, and lives on.</summary>
internal static partial class ClosesStdout
{
    public static int Run() => new McpServer
    {
        OnCall = () =>
        {
            _ = Close(1);
            Thread.Sleep(Timeout.Infinite);
        },
    }.Serve();

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
