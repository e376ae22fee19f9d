using System.Text;
using Akka.Configuration;
using McpActors.Configuration.Syntax;

namespace McpActors.Configuration;

/// <summary>
/// Reads HOCON files for people: each error says where it stands, and positions and quotes are kept for <c>SettingsReader</c>.
/// Substitutions <c>${X}</c> and <c>${?X}</c> are looked up in the text, then in the environment. <c>include</c> and <c>+=</c>
/// are refused; <c>~</c> is not expanded.
/// </summary>
public static class ConfigurationFile
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path, absolute or relative to the working directory. Errors name it as it is given here.</param>
    /// <param name="environment">Looks up a variable for substitutions; null for the process's own environment.</param>
    /// <exception cref="McpConfigurationException">It is missing, a directory, not readable, empty, or not HOCON.</exception>
    public static Config Load(string path, Func<string, string?>? environment = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Parse(ReadText(path), path, environment);
    }

    /// <summary>Reads a text as <see cref="Load"/> reads a file.</summary>
    /// <param name="text">HOCON.</param>
    /// <param name="source">What errors call it.</param>
    /// <param name="environment">Looks up a variable for substitutions; null for the process's own environment.</param>
    /// <exception cref="McpConfigurationException">It is empty or not HOCON.</exception>
    public static Config Parse(string text, string source, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var root = HoconParser.Parse(text, source);
        if (root.Members.Count == 0)
            throw Refuse(source, "is empty", "HOCON with at least one key, such as mcp-actors { servers { ... } }");
        return AkkaNodes.ToConfig(Substitutions.Resolve(root, environment ?? Environment.GetEnvironmentVariable));
    }

    /// <summary>The text of a file.</summary>
    /// <exception cref="McpConfigurationException">It cannot be read; the one mistake says why.</exception>
    internal static string ReadText(string path)
    {
        if (Directory.Exists(path)) throw Refuse(path, "is a directory", "the path of a file");
        try
        {
            return File.ReadAllText(path, StrictUtf8);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refuse(path, $"does not exist (looked for {Path.GetFullPath(path)})", "the path of a file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Refuse(path, "may not be read by this user", "a file that this user may read", e);
        }
        catch (DecoderFallbackException e)
        {
            throw Refuse(path, "is not UTF-8 text", "HOCON in UTF-8", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw Refuse(path, $"cannot be read: {e.Message}", "the path of a file", e);
        }
    }

    private static McpConfigurationException Refuse(string path, string problem, string allowed, Exception? inner = null) =>
        new([new ConfigurationMistake("", null, path, problem, allowed)], inner);
}
