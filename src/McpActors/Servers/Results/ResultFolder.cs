using System.Globalization;
using Akka.Event;
using McpActors.Processes.Files;
using McpActors.Processes.Registry;

namespace McpActors.Servers;

/// <summary>
/// The files with the results of tools that were too long: in the folder <c>results</c> of the runtime directory. The
/// name of a file begins with the tag of its host, so that the next host removes what a killed one has left. Without a
/// folder nothing is kept. Each host has one. Thread-safe.
/// </summary>
internal sealed class ResultFolder
{
    public const string FolderName = "results";

    private readonly ILoggingAdapter? _log;
    private readonly string? _folder;
    private readonly string _tag = "";
    private int _last;

    /// <summary>Keeps nothing.</summary>
    public ResultFolder()
    {
    }

    /// <param name="runtimeDirectory">The parent of the folder.</param>
    /// <param name="tag">The tag of this host.</param>
    /// <param name="isAlive">Whether the host with a tag may still run.</param>
    /// <param name="log">Receives a warning if a file cannot be used.</param>
    public ResultFolder(string runtimeDirectory, string tag, Func<string, bool> isAlive, ILoggingAdapter? log = null)
    {
        (_folder, _tag, _log) = (Path.Combine(runtimeDirectory, FolderName), tag, log);
        Remove(owner => !isAlive(owner));
    }

    /// <summary>Writes a new file.</summary>
    /// <returns>The path; null if it cannot be written.</returns>
    public string? Write(string server, ReadOnlySpan<byte> content)
    {
        if (_folder is null) return null;
        var name = string.Create(CultureInfo.InvariantCulture, $"{_tag}.{server}.{Interlocked.Increment(ref _last)}.json");
        try
        {
            RuntimeDirectory.Ensure(_folder);
            new PrivateFile(_folder, name).Write(content);
            return Path.Combine(_folder, name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn("A result of server '{0}' could not be kept: {1} {2}", server, Path.Combine(_folder, name), e.Message);
            return null;
        }
    }

    public void Delete(string path)
    {
        try
        {
            if (_folder is not null) new PrivateFile(_folder, Path.GetFileName(path)).Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn("A result could not be removed: {0} {1}", path, e.Message);
        }
    }

    /// <summary>Removes all files of this host, which ends.</summary>
    public void RemoveAll() => Remove(owner => owner == _tag);

    private void Remove(Func<string, bool> isOf)
    {
        if (_folder is null || RuntimeDirectory.Fault(_folder) is not null) return;
        try
        {
            foreach (var file in Directory.GetFiles(_folder))
            {
                if (isOf(Path.GetFileName(file).Split('.')[0])) Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn("Old results could not be removed: {0} {1}", _folder, e.Message);
        }
    }

    private void Warn(string text, params object[] values) => _log?.Warning(text, values);
}
