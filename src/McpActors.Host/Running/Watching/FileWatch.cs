using McpActors.Host.Output;
using Serilog;

namespace McpActors.Host.Running.Watching;

/// <summary>
/// Reports which files have changed once all of them have been quiet for a while, because an editor writes a file in
/// several steps or replaces it. It watches the folders for the files' names. Thread-safe.
/// </summary>
internal sealed class FileWatch : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);

    // A missing folder, or one for which the system has no watch left, is tried again after this time.
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(5);

    // Linux takes file times from a clock that ticks at least 100 times a second (time(7)).
    private static readonly TimeSpan FileClockTick = TimeSpan.FromMilliseconds(10);

    private readonly Lock _gate = new();
    private readonly SortedSet<string> _touched = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileSystemWatcher> _folders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _unseen = new(StringComparer.Ordinal);
    private readonly Action<IReadOnlyList<string>> _changed;
    private readonly ILogger _log;
    private readonly ITimer _quiet;
    private readonly ITimer _retry;
    private ILookup<string, string> _filesAt = Array.Empty<string>().ToLookup(file => file);
    private IReadOnlyList<string> _files = [];
    private bool _disposed;

    /// <param name="changed">Called with the changed files, on a thread-pool thread.</param>
    /// <param name="log">Gets warnings about folders that cannot be watched.</param>
    /// <param name="time">Measures the quiet time.</param>
    public FileWatch(Action<IReadOnlyList<string>> changed, ILogger log, TimeProvider time)
    {
        _changed = changed;
        _log = log;
        _quiet = time.CreateTimer(_ => TellChanged(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _retry = time.CreateTimer(_ => TryUnseen(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>
    /// Watches these files, and no others, from now on. Links and folders are resolved again, because a watch stays
    /// with a moved or deleted folder instead of with its path.
    /// </summary>
    /// <param name="files">Full paths.</param>
    /// <param name="readSince">When reading the files began: a newly watched file that is younger may have changed
    /// since it was read.</param>
    public void Follow(IReadOnlyList<string> files, DateTimeOffset readSince)
    {
        lock (_gate)
        {
            if (_disposed) return;
            var added = files.Except(_files).ToList();
            _files = files;
            _filesAt = files.SelectMany(file => PathPlaces.Of(file).Select(place => (Place: place, File: file))).ToLookup(at => at.Place, at => at.File);
            // Watch the new folders before the old watchers are disposed, so that no change is missed in between.
            var old = _folders.Values.ToList();
            _folders.Clear();
            var folders = _filesAt.Select(at => Path.GetDirectoryName(at.Key)!).ToHashSet(StringComparer.Ordinal);
            _unseen.IntersectWith(folders);
            foreach (var folder in folders) TryWatch(folder);
            old.ForEach(watcher => watcher.Dispose());
            Touch(added.Where(file => File.GetLastWriteTimeUtc(file) > readSince.UtcDateTime - FileClockTick));
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var watcher in _folders.Values) watcher.Dispose();
        }
        _quiet.Dispose();
        _retry.Dispose();
    }

    private bool TryWatch(string folder)
    {
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new FileSystemWatcher(folder)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size,
            };
            watcher.Created += (_, e) => TouchAt(e.FullPath);
            watcher.Changed += (_, e) => TouchAt(e.FullPath);
            watcher.Deleted += (_, e) => TouchAt(e.FullPath);
            watcher.Renamed += (_, e) => TouchAt(e.OldFullPath, e.FullPath);
            watcher.Error += (_, e) => Lost(folder, e.GetException());
            watcher.EnableRaisingEvents = true;
            _folders[folder] = watcher;
            _unseen.Remove(folder);
            return true;
        }
        // ArgumentException: the folder does not exist. IOException: inotify(7) has no watch or instance left for this
        // user.
        catch (Exception e) when (e is ArgumentException or IOException or UnauthorizedAccessException)
        {
            watcher?.Dispose();
            if (_unseen.Add(folder))
                _log.Warning(Line.Begin + "changes in {Folder:l} are not noticed until it can be watched: {Why:l}",
                    Line.Program, "warning", folder, Printable.FirstLine(e.Message));
            _retry.Change(Retry, Timeout.InfiniteTimeSpan);
            return false;
        }
    }

    private void TryUnseen()
    {
        lock (_gate)
        {
            if (_disposed) return;
            // Their files may have changed while the folder could not be watched.
            foreach (var folder in _unseen.ToList().Where(TryWatch)) Touch(FilesIn(folder));
        }
    }

    // For example, the event queue overflowed: any of the folder's files may have changed.
    private void Lost(string folder, Exception why)
    {
        lock (_gate)
        {
            if (_disposed) return;
            _log.Warning(Line.Begin + "changes in {Folder:l} may have been missed: {Why:l}", Line.Program, "warning", folder, Printable.FirstLine(why.Message));
            Touch(FilesIn(folder));
        }
    }

    private void TouchAt(params ReadOnlySpan<string> places)
    {
        lock (_gate)
        {
            foreach (var place in places) Touch(_filesAt[place]);
        }
    }

    private void Touch(IEnumerable<string> files)
    {
        if (_disposed) return;
        foreach (var file in files)
        {
            _touched.Add(file);
            _quiet.Change(Quiet, Timeout.InfiniteTimeSpan);
        }
    }

    private void TellChanged()
    {
        string[] files;
        lock (_gate)
        {
            files = [.. _touched.Intersect(_files)];
            _touched.Clear();
            if (_disposed || files.Length == 0) return;
        }
        _changed(files);
    }

    private IEnumerable<string> FilesIn(string folder) => _filesAt.Where(at => Path.GetDirectoryName(at.Key) == folder).SelectMany(at => at);
}
