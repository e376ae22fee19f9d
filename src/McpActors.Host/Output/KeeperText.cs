using System.Text;
using McpActors.Processes;

namespace McpActors.Host.Output;

/// <summary>Says which keeper is used, and so what holds the servers.</summary>
internal static class KeeperText
{
    // How the compiler writes the target framework into an assembly (TargetFrameworkAttribute); the native compiler keeps it in the program.
    private const string FrameworkMark = ".NETCoreApp,Version=v";

    /// <param name="configured"><c>mcp-actors.keeper.path</c>, or an empty string.</param>
    public static string Describe(string configured = "")
    {
        var (keeper, problem) = KeeperLocator.Find(configured);
        if (keeper is null) return $"none: {problem}; containment: tree (what leaves the process tree is not seen)";
        // A framework-dependent program has its assembly beside it, or is nothing else; a native one is alone.
        var assembly = keeper.EndsWith(".dll", StringComparison.Ordinal) ? keeper : keeper + ".dll";
        return File.Exists(assembly)
            ? $"framework-dependent, {Framework(assembly)} ({keeper})"
            : $"native, {Framework(keeper)}, {Text.Size(new FileInfo(keeper).Length)} ({keeper})";
    }

    // Read from the file and not asked of the program: to start a process costs more than all the rest of --version.
    private static string Framework(string file)
    {
        ReadOnlySpan<byte> content = File.ReadAllBytes(file);
        var mark = Encoding.UTF8.GetBytes(FrameworkMark);
        if (content.IndexOf(mark) is not (>= 0 and var at)) return "unknown framework";
        var version = content[(at + mark.Length)..];
        var length = 0;
        while (length < version.Length && (char.IsAsciiDigit((char)version[length]) || version[length] == '.')) length++;
        return $"net{Encoding.ASCII.GetString(version[..length])}";
    }
}
