using System.Runtime.InteropServices;
using McpActors.Processes.Linux;

namespace McpActors.Processes;

/// <summary>Finds a <c>mcp-keeper</c> that can run on this machine. Thread-safe.</summary>
public static class KeeperLocator
{
    private const string FileName = "mcp-keeper";

    /// <summary>
    /// The paths that are searched if none is configured, in order: next to the program, in <c>keeper/</c>, and in
    /// <c>runtimes/RID/native/</c>, where NuGet puts native files. Framework-dependent keepers come last.
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

    /// <summary>
    /// The RID of the native keeper for this machine, such as <c>linux-x64</c> or <c>linux-musl-arm64</c>.
    /// </summary>
    internal static string NativeRid
    {
        get
        {
            // A distribution's own .NET reports the distribution's name as RID. Except for Alpine, it uses glibc.
            var rid = RuntimeInformation.RuntimeIdentifier;
            var musl = rid.Contains("musl", StringComparison.Ordinal) || rid.StartsWith("alpine", StringComparison.Ordinal);
            return (musl ? "linux-musl-" : "linux-") + ElfHeader.Name(RuntimeInformation.ProcessArchitecture);
        }
    }

    /// <summary>
    /// Finds a keeper that exists, is executable, and was built for this machine. Does not start it; reads a few
    /// hundred bytes of each file.
    /// </summary>
    /// <param name="configured">A configured path, or an empty string for the first usable of
    /// <see cref="Candidates"/>.</param>
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
        $"mcp-keeper was not found in {string.Join(", ", Candidates)}. The package McpActors.Processes contains it; put it next to the program, "
        + "or set mcp-actors.keeper.path";

    private static IEnumerable<string> Folders()
    {
        yield return AppContext.BaseDirectory;
        // A single-file program that extracts itself runs in a temporary folder; the keeper is next to the original
        // file.
        if (Environment.ProcessPath is { } program && Path.GetFileNameWithoutExtension(program) != "dotnet"
            && Path.GetDirectoryName(program) is { } folder && folder != Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory))
            yield return folder;
    }
}
