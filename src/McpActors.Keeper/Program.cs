using System.Reflection;
using System.Text;

namespace McpActors.Keeper;

internal static class Program
{
    private static int Main(string[] args)
    {
        if (!OperatingSystem.IsLinux())
            return RefuseOtherSystems();

        var parsed = Options.Parse(args);
        if (parsed.ShowHelp)
            return Print(Options.Help);
        if (parsed.ShowVersion)
            return Print($"mcp-keeper {Version}\n");
        if (parsed.Error is { } error)
        {
            StandardStreams.Write(StandardStreams.Error, Encoding.UTF8.GetBytes($"mcp-keeper: {error} (see 'mcp-keeper --help')\n"));
            return ExitStatus.Usage;
        }

        var status = Launch.Run(parsed.Options);

        // _exit(2): no output is buffered here, and the runtime's own exit takes longer.
        Libc.Exit(status);
        return status;
    }

    /// <summary>A separate method, so that System.Console is loaded on other systems only.</summary>
    private static int RefuseOtherSystems()
    {
        Console.Error.WriteLine(
            "mcp-keeper: only Linux is supported, because other systems have no child subreaper. McpActors uses its portable launcher here.");
        return ExitStatus.Unsupported;
    }

    private static string Version =>
        typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    private static int Print(string text) =>
        StandardStreams.Write(StandardStreams.Output, Encoding.UTF8.GetBytes(text)) ? ExitStatus.Success : ExitStatus.Failure;
}
