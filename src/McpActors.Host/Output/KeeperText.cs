using System.Text;
using McpActors.Processes;

namespace McpActors.Host.Output;

/// <summary>Describes the keeper in use, and so how servers are contained.</summary>
internal static class KeeperText
{
    // The compiler writes the target framework into an assembly in this form (TargetFrameworkAttribute), also with
    // native compilation.
    private const string FrameworkMark = ".NETCoreApp,Version=v";

    /// <param name="configured">The value of <c>mcp-actors.keeper.path</c>, or an empty string.</param>
    public static string Describe(string configured = "")
    {
        var (keeper, problem) = KeeperLocator.Find(configured);
        if (keeper is null) return $"none: {problem}; containment: tree (a process that leaves the process tree is not seen)";
        // A framework-dependent program is an assembly, or has one next to it; a native program stands alone.
        var assembly = keeper.EndsWith(".dll", StringComparison.Ordinal) ? keeper : keeper + ".dll";
        return File.Exists(assembly)
            ? $"framework-dependent, {Framework(assembly)} ({keeper})"
            : $"native, {Framework(keeper)}, {Text.Size(new FileInfo(keeper).Length)} ({keeper})";
    }

    // Read from the file: starting the keeper would take longer than everything else that --version does.
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
