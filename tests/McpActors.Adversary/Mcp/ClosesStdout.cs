using System.Globalization;
using System.Runtime.InteropServices;

namespace McpActors.Adversary.Mcp;

/// <summary>Closes its stdout during a call, and keeps running.</summary>
internal static partial class ClosesStdout
{
    public static int Run() => new McpServer
    {
        OnCall = () =>
        {
            // .NET's console writes to a duplicate of descriptor 1.
            var stdout = File.ResolveLinkTarget("/proc/self/fd/1", false)!.Name;
            foreach (var descriptor in Directory.GetFiles("/proc/self/fd"))
            {
                if (File.ResolveLinkTarget(descriptor, false)?.Name == stdout)
                    _ = Close(int.Parse(Path.GetFileName(descriptor), CultureInfo.InvariantCulture));
            }
            Thread.Sleep(Timeout.Infinite);
        },
    }.Serve();

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
