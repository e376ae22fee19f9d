using McpActors.Processes.Registry;

namespace McpActors.Processes.Files;

/// <summary>
/// A small file that only its owner reads and writes (0600), in a folder that is private to this user. It is replaced as a whole: a reader sees the old content
/// or the new, and a host that dies while it writes leaves the old.
/// </summary>
internal sealed class PrivateFile(string folder, string name)
{
    // Two actor systems of one process would use the same name for what is unfinished.
    private static readonly Lock Writing = new();

    private readonly string _path = Path.Combine(folder, name);

    /// <summary>Reads the whole content.</summary>
    /// <param name="most">The largest file that is read, in bytes.</param>
    /// <returns>null where there is no such file.</returns>
    /// <exception cref="NotRegularFileException">It is a link, a FIFO or the like; says what it is, as the rest of a sentence about it.</exception>
    /// <exception cref="IOException">It is larger than that, cannot be read, or the folder is not private.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not read it.</exception>
    public byte[]? Read(int most)
    {
        RefuseFolder();
        try
        {
            using var file = new FileStream(RegularFile.OpenToRead(_path, refusesLinks: true), FileAccess.Read, bufferSize: 0);
            if (file.Length > most) throw new IOException($"has {file.Length} bytes, more than {most}");
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return content;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Replaces the content. Writers in several processes do not mix; the last one stays.</summary>
    /// <exception cref="IOException">It cannot be written, or the folder is not private.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write it.</exception>
    public void Write(ReadOnlySpan<byte> content)
    {
        RefuseFolder();
        lock (Writing) Replace(content);
    }

    /// <summary>Removes it, or the link in its place; not what the link leads to.</summary>
    /// <exception cref="IOException">It cannot be removed, or the folder is not private.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not remove it.</exception>
    public void Delete()
    {
        RefuseFolder();
        File.Delete(_path);
    }

    private void Replace(ReadOnlySpan<byte> content)
    {
        // The pid names its writer, so that a crashed one leaves a single file, which its next namesake removes.
        var unfinished = $"{_path}.{Environment.ProcessId}.tmp";
        File.Delete(unfinished);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = 0 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            using (var file = new FileStream(unfinished, options)) file.Write(content);
            // rename(2) replaces a link by name, and does not follow it.
            File.Move(unfinished, _path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }

    private void RefuseFolder()
    {
        if (OperatingSystem.IsLinux() && RuntimeDirectory.Fault(folder) is { } fault) throw new IOException($"cannot be trusted, because of its folder: {fault}");
    }
}
