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
            StandardStreams.Write(StandardStreams.Error, Encoding.UTF8.GetBytes($"mcp-keeper: {error} ('mcp-keeper --help' tells more)\n"));
            return ExitStatus.Usage;
        }

        var status = Launch.Run(parsed.Options);

        // _exit(2): nothing is buffered here, and the runtime's own way out only costs time.
        Libc.Exit(status);
        return status;
    }

    /// <summary>Kept apart, so that nobody else has to load System.Console.</summary>
    private static int RefuseOtherSystems()
    {
        Console.Error.WriteLine(
            "mcp-keeper: this system has no child subreaper, which only Linux has. McpActors' portable launcher stands in for the keeper here.");
        return ExitStatus.Unsupported;
    }

    private static string Version =>
        typeof(Program).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    private static int Print(string text) =>
        StandardStreams.Write(StandardStreams.Output, Encoding.UTF8.GetBytes(text)) ? ExitStatus.Success : ExitStatus.Failure;
}
