using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using McpActors.Processes;
using McpActors.Processes.Portable;

namespace McpActors.Servers;

/// <summary>
/// Identifies a server's definition in the <see cref="HandshakeMemory"/>: a hash of command, arguments, working
/// directory and, as far as files show it, version. A version in an argument (<c>pkg@1.2.3</c>) is included. Secrets
/// are excluded, so that a new token does not make a new server.
/// </summary>
internal static class DefinitionFingerprint
{
    // The first argument of an interpreter is a program, too, and an upgrade replaces it. Other files, such as a
    // database, may change with each run.
    private static readonly HashSet<string> Scripts = new(StringComparer.OrdinalIgnoreCase)
    {
        ".js", ".mjs", ".cjs", ".ts", ".mts", ".py", ".pyz", ".rb", ".php", ".dll", ".jar", ".lua", ".pl", ".sh",
    };

    /// <summary>The fingerprint: 64 hexadecimal digits.</summary>
    public static string Of(ProcessSpec spec)
    {
        var text = new StringBuilder();
        Add(spec.Secrets.CommandLine(spec.Command, spec.Arguments));
        Add(spec.WorkingDirectory);
        AddFile(CommandPath.Resolve(spec));
        if (spec.Arguments.FirstOrDefault(argument => !argument.StartsWith('-')) is { } first && Scripts.Contains(Path.GetExtension(first)))
            AddFile(Path.GetFullPath(first, Path.GetFullPath(spec.WorkingDirectory.Length > 0 ? spec.WorkingDirectory : ".")));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));

        void Add(string part) => text.Append(part.Length.ToString(CultureInfo.InvariantCulture)).Append(':').Append(part);

        void AddFile(string? path)
        {
            // Package managers use links to name the version in use.
            if (path is null || !File.Exists(path)) return;
            var file = new FileInfo(path);
            if (file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target) file = target;
            if (!file.Exists) return;
            Add(file.FullName);
            Add(file.Length.ToString(CultureInfo.InvariantCulture));
            Add(file.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture));
        }
    }
}
