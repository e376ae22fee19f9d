using System.Runtime.ExceptionServices;
using System.Text;
using Akka.Configuration;
using McpActors.Configuration.Syntax;
using McpActors.Processes.Files;

namespace McpActors.Configuration;

/// <summary>
/// Reads HOCON files for people: each error says where it stands, and positions and quotes are kept for <c>SettingsReader</c>.
/// Substitutions <c>${X}</c> and <c>${?X}</c> are looked up in the text, then in the environment. <c>include</c> and <c>+=</c>
/// are refused; <c>~</c> is not expanded.
/// </summary>
public static class ConfigurationFile
{
    /// <summary>The most that a file may have, in bytes.</summary>
    internal const int MostBytes = 16 << 20;

    // A file is read in milliseconds. One on a network or a FUSE file system that has stalled would never be.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path, absolute or relative to the working directory. Errors name it as it is given here.</param>
    /// <param name="environment">Looks up a variable for substitutions; null for the process's own environment.</param>
    /// <exception cref="McpConfigurationException">
    /// It is missing, not a regular file (a directory, a FIFO, a device), longer than 16 MiB, not readable within 10 s, empty, or not HOCON.
    /// </exception>
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
        try
        {
            using var bytes = new MemoryStream(ReadBytes(path));
            // It tells UTF-16 and UTF-32 by their marks.
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
            throw Refuse(path, $"could not be read within {Deadline.TotalSeconds:0} s", "a file of a file system that answers", e);
        }
        catch (Exception e) when (e is IOException or ArgumentException or NotSupportedException)
        {
            throw Refuse(path, $"cannot be read: {e.Message}", "the path of a file", e);
        }
    }

    // Neither opening nor reading can be given a time: the thread is left to a file system that has stalled.
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
        // To the end, and not to its length: files of /proc have none.
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
