using Akka.Event;
using McpActors.Common;
using McpActors.Processes.Files;
using McpActors.Processes.Registry;

namespace McpActors.Servers;

/// <summary>
/// The files in which the lists of servers outlive the host: in the folder <c>catalog</c> of the state directory, which all hosts of the user share. Each
/// file is replaced as a whole; the oldest go first where there are too many. Every host has one catalog; without a folder it keeps nothing. Thread-safe.
/// </summary>
internal sealed class ListCatalog
{
    public const string FolderName = "catalog";

    private const int MostFiles = 8000;
    private const long MostBytes = 1L << 30;

    private readonly WriteBehind<byte[]?> _behind;
    private readonly TimeProvider _clock;
    private readonly ILoggingAdapter? _log;
    private readonly string? _folder;

    // A host that ends waits no longer for a slow disk.
    private static readonly TimeSpan LastWrites = TimeSpan.FromSeconds(2);

    /// <param name="stateDirectory">The parent of its folder; null to keep nothing.</param>
    /// <param name="log">Told where a file cannot be used.</param>
    /// <param name="clock">The system's by default.</param>
    public ListCatalog(string? stateDirectory = null, ILoggingAdapter? log = null, TimeProvider? clock = null)
    {
        _log = log;
        _clock = clock ?? TimeProvider.System;
        _behind = new WriteBehind<byte[]?>(Write);
        if (stateDirectory is null) return;
        var folder = Path.Combine(stateDirectory, FolderName);
        try
        {
            RuntimeDirectory.Ensure(stateDirectory);
            RuntimeDirectory.Ensure(folder);
            _folder = folder;
        }
        catch (IOException e)
        {
            Warn(folder, e);
        }
    }

    public DateTimeOffset Now => _clock.GetUtcNow();

    /// <summary>Completes when everything that was put until now is on disk.</summary>
    public Task Written => _behind.Written;

    /// <summary>Writes what is unwritten: the host ends.</summary>
    public void Flush() => Written.Wait(LastWrites);

    /// <summary>
    /// Identifies the content of a file on disk; null if there is no file, or while a write of this host is unfinished.
    /// </summary>
    public (DateTime Time, long Length)? StampOf(string name)
    {
        if (_folder is null || !Written.IsCompleted) return null;
        var file = new FileInfo(Path.Combine(_folder, name));
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
    }

    /// <summary>Reads a file; null where there is none that can be used.</summary>
    public byte[]? Read(string name, long most)
    {
        if (_folder is null) return null;
        try
        {
            return new PrivateFile(_folder, name).Read((int)Math.Min(most, Array.MaxLength));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn(name, e);
            return null;
        }
    }

    /// <summary>Where a file is; null where nothing is kept.</summary>
    public string? PathOf(string name) => _folder is null ? null : Path.Combine(_folder, name);

    /// <summary>Says what is wrong with a file, as the rest of a sentence about it.</summary>
    public void WarnOf(string name, string fault) => _log?.Warning("The file {0} {1}", PathOf(name), fault);

    /// <summary>Replaces a file in the background.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">The content; null to remove the file.</param>
    public void Put(string name, byte[]? content)
    {
        if (_folder is not null) _behind.Put(name, content);
    }

    private void Write(IReadOnlyDictionary<string, byte[]?> files)
    {
        var isMore = false;
        foreach (var (name, content) in files)
        {
            try
            {
                isMore |= content is not null && !File.Exists(Path.Combine(_folder!, name));
                var file = new PrivateFile(_folder!, name);
                if (content is null) file.Delete();
                else file.Write(content);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Warn(name, e);
            }
        }
        // Looking at thousands of files takes longer than a write, and only a new one can be too many.
        if (!isMore) return;
        try
        {
            Prune();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn(FolderName, e);
        }
    }

    private void Prune()
    {
        var files = new DirectoryInfo(_folder!).GetFiles("*.json").OrderByDescending(file => file.LastWriteTimeUtc).ToList();
        var bytes = 0L;
        for (var i = 0; i < files.Count; i++)
        {
            // A file that another host has removed meanwhile has no length.
            bytes += files[i].Exists ? files[i].Length : 0;
            if (i >= MostFiles || bytes > MostBytes) files[i].Delete();
        }
    }

    private void Warn(string name, Exception error) => Forgetfulness.Warn(_log, "lists", name, error, "state-dir");
}
