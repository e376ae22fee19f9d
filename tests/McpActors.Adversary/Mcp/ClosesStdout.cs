namespace McpActors.Adversary.Mcp;

/// <summary>Closes its stdout during a call, and keeps running.</summary>
internal static partial class ClosesStdout
{
    public static int Run() => new McpServer
    {
        OnCall = () =>
        {
            CloseAll(1);
            Thread.Sleep(Timeout.Infinite);
        },
    }.Serve();

    /// <summary>Closes a descriptor with all of its copies: .NET's console has one of its own.</summary>
    public static void CloseAll(int which)
    {
        var target = File.ResolveLinkTarget($"/proc/self/fd/{which}", false)!.Name;
        foreach (var descriptor in Directory.GetFiles("/proc/self/fd"))
        {
            if (File.ResolveLinkTarget(descriptor, false)?.Name == target)
                _ = Close(int.Parse(Path.GetFileName(descriptor), CultureInfo.InvariantCulture));
        }
    }

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
