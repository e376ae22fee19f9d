using System.Runtime.ExceptionServices;
using System.Text;
using Akka.Configuration;
using McpActors.Configuration.Syntax;
using McpActors.Processes.Files;

namespace McpActors.Configuration;

/// <summary>
/// Reads HOCON files with errors that name file, line and column; positions and quotes are kept for <see
/// cref="SettingsReader"/>. Substitutions <c>${X}</c> and <c>${?X}</c> are looked up in the text, then in the
/// environment. <c>include</c> and <c>+=</c> are refused; <c>~</c> is not expanded. Thread-safe.
/// </summary>
public static class ConfigurationFile
{
    /// <summary>The longest file, in bytes.</summary>
    internal const int MostBytes = 16 << 20;

    // A file is read in milliseconds. Reading from a stalled network or FUSE file system would never end.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads a file. A file whose name ends in <c>.json</c> and that has no <c>mcp-actors</c> is one of another program,
    /// such as <c>.mcp.json</c>: the result is a configuration that imports it.
    /// </summary>
    /// <param name="path">The path, absolute or relative to the working directory. Errors show it unchanged.</param>
    /// <param name="environment">Looks up a variable for substitutions. The default value is null, for the environment
    /// of this process.</param>
    /// <exception cref="McpConfigurationException">The file is missing, not a regular file (a directory, a FIFO, a
    /// device), longer than 16 MiB, not readable within 10 seconds, empty, or not HOCON.</exception>
    public static Config Load(string path, Func<string, string?>? environment = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var text = ReadText(path);
        return IsOfAnotherProgram(path, text) ? Importing(path) : Parse(text, path, environment);
    }

    /// <summary>Parses a text like <see cref="Load"/> parses a file.</summary>
    /// <param name="text">HOCON.</param>
    /// <param name="source">The name of the text in errors.</param>
    /// <param name="environment">Looks up a variable for substitutions. The default value is null, for the environment
    /// of this process.</param>
    /// <exception cref="McpConfigurationException">The text is empty or not HOCON.</exception>
    public static Config Parse(string text, string source, Func<string, string?>? environment = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        var root = HoconParser.Parse(text, source);
        if (root.Members.Count == 0)
            throw Refuse(source, "is empty", "HOCON with at least one key, such as mcp-actors { servers { ... } }");
        return AkkaNodes.ToConfig(Substitutions.Resolve(root, environment ?? Environment.GetEnvironmentVariable));
    }

    private static bool IsOfAnotherProgram(string path, string text)
    {
        if (!path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return false;
        try
        {
            return !HoconParser.Parse(text, path).Members.ContainsKey("mcp-actors");
        }
        catch (McpConfigurationException)
        {
            // JSON with comments is not HOCON. The reader of imported files names the mistakes.
            return true;
        }
    }

    private static Config Importing(string path)
    {
        var root = new ObjectNode(new SourcePosition(path, 1, 1));
        root.Members["mcp-actors"] = new ObjectNode(root.Position)
        {
            Members = { ["import"] = new ListNode([new ScalarNode(Path.GetFullPath(path), true, root.Position)], root.Position) },
        };
        return AkkaNodes.ToConfig(root);
    }

    /// <summary>The text of a file.</summary>
    /// <exception cref="McpConfigurationException">The file cannot be read; the only mistake gives the
    /// reason.</exception>
    internal static string ReadText(string path)
    {
        try
        {
            using var bytes = new MemoryStream(ReadBytes(path));
            // Recognizes UTF-16 and UTF-32 by their byte order marks.
            using var reader = new StreamReader(bytes, StrictUtf8);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Refuse(path, $"does not exist (looked for {Path.GetFullPath(path)})", "the path of a file", e);
        }
        catch (NotRegularFileException e)
        {
            throw Refuse(path, e.Message, "the path of a regular file", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw Refuse(path, "may not be read by this user", "a file that this user may read", e);
        }
        catch (DecoderFallbackException e)
        {
            throw Refuse(path, "is not UTF-8 text", "HOCON in UTF-8", e);
        }
        catch (TimeoutException e)
        {
            throw Refuse(path, $"could not be read within {Deadline.TotalSeconds:0} s", "a file on a file system that responds", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw Refuse(path, $"cannot be read: {e.Message}", "the path of a file", e);
        }
    }

    // Opening and reading have no timeout: on a stalled file system this thread is abandoned.
    private static byte[] ReadBytes(string path)
    {
        byte[]? bytes = null;
        ExceptionDispatchInfo? failure = null;
        var reader = new Thread(() =>
        {
            try
            {
                bytes = ReadAll(path);
            }
            catch (Exception e)
            {
                failure = ExceptionDispatchInfo.Capture(e);
            }
        })
        { IsBackground = true, Name = "configuration" };
        reader.Start();
        if (!reader.Join(Deadline)) throw new TimeoutException();
        failure?.Throw();
        return bytes!;
    }

    private static byte[] ReadAll(string path)
    {
        using var file = RegularFile.OpenToRead(path);
        if (RandomAccess.GetLength(file) > MostBytes) throw TooLong();
        using var bytes = new MemoryStream();
        var buffer = new byte[64 << 10];
        // Read to the end: files of /proc report no length.
        while (RandomAccess.Read(file, buffer, bytes.Length) is > 0 and var count)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > MostBytes) throw TooLong();
        }
        return bytes.ToArray();

        static IOException TooLong() => new($"it is longer than {MostBytes >> 20} MiB");
    }

    private static McpConfigurationException Refuse(string path, string problem, string allowed, Exception? inner = null) =>
        new([new ConfigurationMistake("", null, path, problem, allowed)], inner);
}
