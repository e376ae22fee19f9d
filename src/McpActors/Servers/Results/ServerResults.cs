namespace McpActors.Servers;

/// <summary>
/// The kept results of one server, at most <see cref="MostFiles"/> and <c>max-spill</c> bytes: the oldest file makes room
/// for the newest. They are removed when the server stops, and those of a session when the session ends. Outlives the
/// ServerActor. Thread-safe.
/// </summary>
internal sealed class ServerResults(string server, ResultFolder folder)
{
    public const int MostFiles = 1000;

    private readonly Lock _lock = new();
    private readonly LinkedList<KeptResult> _kept = [];
    private long _bytes;

    /// <summary>Keeps a result.</summary>
    /// <param name="json">The result.</param>
    /// <param name="most">How much may be kept of this server, in bytes.</param>
    /// <returns>The file; null if it cannot be kept, or has no room.</returns>
    public KeptResult? Keep(byte[] json, long most)
    {
        if (json.Length > most) return null;
        lock (_lock)
        {
            while (_kept.First is { } oldest && (_bytes + json.Length > most || _kept.Count >= MostFiles)) Drop(oldest);
            if (folder.Write(server, json) is not { } path) return null;
            var kept = new KeptResult(this, path, json.Length);
            kept.Place = _kept.AddLast(kept);
            _bytes += kept.Bytes;
            return kept;
        }
    }

    /// <summary>Removes all files: the server has stopped.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            while (_kept.First is { } oldest) Drop(oldest);
        }
    }

    public void Remove(KeptResult kept)
    {
        lock (_lock)
        {
            if (kept.Place is { } place) Drop(place);
        }
    }

    private void Drop(LinkedListNode<KeptResult> place)
    {
        _kept.Remove(place);
        _bytes -= place.Value.Bytes;
        place.Value.Place = null;
        folder.Delete(place.Value.Path);
    }
}

/// <summary>A result in a file. Thread-safe.</summary>
internal sealed class KeptResult(ServerResults owner, string path, long bytes)
{
    public string Path => path;

    public long Bytes => bytes;

    /// <summary>The place among the files of its server; null if it has been removed. For the owner.</summary>
    public LinkedListNode<KeptResult>? Place { get; set; }

    public void Remove() => owner.Remove(this);
}
