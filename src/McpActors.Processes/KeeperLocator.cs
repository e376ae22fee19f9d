using System.Runtime.InteropServices;
using McpActors.Processes.Linux;

namespace McpActors.Processes;

/// <summary>Finds a <c>mcp-keeper</c> that runs here. Thread-safe.</summary>
public static class KeeperLocator
{
    private const string FileName = "mcp-keeper";

    /// <summary>
    /// Where a keeper is looked for when the configuration names none, in order: beside the program, in <c>keeper/</c>, and where NuGet puts
    /// what is native, in <c>runtimes/RID/native/</c>; the framework-dependent one after all native ones.
    /// </summary>
    public static IReadOnlyList<string> Candidates { get; } =
    [
        .. Folders().SelectMany(folder => new[]
        {
            Path.Combine(folder, "keeper", FileName),
            Path.Combine(folder, FileName),
            Path.Combine(folder, "runtimes", NativeRid, "native", FileName),
        }),
        .. Folders().Select(folder => Path.Combine(folder, "keeper", FileName + ".dll")),
    ];

    /// <summary>The RID of the native keeper that would run here, such as <c>linux-x64</c> or <c>linux-musl-arm64</c>.</summary>
    internal static string NativeRid
    {
        get
        {
            // A distribution's own .NET names the distribution, which is one with glibc unless it says otherwise.
            var rid = RuntimeInformation.RuntimeIdentifier;
            var musl = rid.Contains("musl", StringComparison.Ordinal) || rid.StartsWith("alpine", StringComparison.Ordinal);
            return (musl ? "linux-musl-" : "linux-") + ElfHeader.Name(RuntimeInformation.ProcessArchitecture);
        }
    }

    /// <summary>
    /// Looks for a keeper, and at it: whether it is there, may be executed, and was built for this machine. It is not started. Reads a few
    /// hundred bytes of each file.
    /// </summary>
    /// <param name="configured">A configured path, or an empty string to take the first of <see cref="Candidates"/> that runs here.</param>
    public static KeeperFinding Find(string configured)
    {
        ArgumentNullException.ThrowIfNull(configured);
        if (!OperatingSystem.IsLinux()) return new KeeperFinding(null, "only Linux has what a keeper needs");
        if (configured.Length > 0)
        {
            return KeeperCheck.Problem(KeeperProgram.At(configured)) is { } fault
                ? new KeeperFinding(null, $"{fault} (it is the one in mcp-actors.keeper.path)")
                : new KeeperFinding(configured, null);
        }

        var problems = new List<string>();
        foreach (var candidate in Candidates.Where(File.Exists))
        {
            if (KeeperCheck.Problem(KeeperProgram.At(candidate)) is not { } problem) return new KeeperFinding(candidate, null);
            problems.Add(problem);
        }
        return new KeeperFinding(null, problems.Count > 0 ? string.Join("; ", problems) : Missing());
    }

    private static string Missing() =>
        $"mcp-keeper was not found in {string.Join(", ", Candidates)}. It comes with the package McpActors.Processes and belongs beside the program; "
        + "where it is elsewhere, set mcp-actors.keeper.path";

    private static IEnumerable<string> Folders()
    {
        yield return AppContext.BaseDirectory;
        // A single file that extracts all of itself runs in a folder of its own, and the keeper is beside the file.
        if (Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) != "dotnet"
            && Path.GetDirectoryName(program) is { } folder && folder != Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))
            yield return folder;
    }
}
