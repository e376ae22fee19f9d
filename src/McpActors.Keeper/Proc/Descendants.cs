using System.Runtime.InteropServices;

namespace McpActors.Keeper;

/// <summary>A process below the keeper, with the parent under which it was found.</summary>
internal readonly record struct Descendant(int Pid, int Parent);

/// <summary>
/// All processes below the keeper, level by level: the keeper's children, then their children, and so on. A level can
/// be signalled before the next one is read, because a process that forks for ever is caught or lost within
/// microseconds.
/// </summary>
internal sealed class Descendants
{
    private readonly int _self;
    private readonly ChildrenFiles? _files;
    private readonly ProcessTable? _table;
    private readonly List<Descendant> _found = [];
    private readonly HashSet<int> _seen = [];
    private HashSet<int>? _strangers;
    private int _levelStart;

    public Descendants(int self)
    {
        _self = self;
        if (ChildrenFiles.Exist(self))
            _files = new ChildrenFiles();
        else
            _table = new ProcessTable();
    }

    /// <summary>The level read by the last call. Valid until the next call.</summary>
    public ReadOnlySpan<Descendant> Level => CollectionsMarshal.AsSpan(_found)[_levelStart..];

    /// <summary>
    /// Excludes children from before exec(2): with <c>mcp-keeper -- server 2> >(tee log)</c> bash makes tee the
    /// keeper's child. They do not belong to the server, so they are neither signalled nor awaited. Call it before the
    /// server starts.
    /// </summary>
    public void DisownPresent()
    {
        if (Children.Peek() == Children.Extinct)
            return;

        var strangers = new HashSet<int>();
        if (First())
        {
            foreach (var child in Level)
                strangers.Add(child.Pid);
        }

        _strangers = strangers;
    }

    /// <summary>
    /// Returns true if only children from before the server are left. Reads twice, because the kernel may miss a child
    /// while another one ends.
    /// </summary>
    public bool OnlyStrangersLeft() => _strangers is { Count: > 0 } && !First() && !First();

    /// <summary>Forgets a reaped pid.</summary>
    /// <returns>True if it was a child from before the server.</returns>
    public bool ForgetStranger(int pid) => _strangers?.Remove(pid) == true;

    /// <summary>Reads the keeper's own children.</summary>
    /// <returns>False if it has none.</returns>
    public bool First()
    {
        _found.Clear();
        _seen.Clear();
        _levelStart = 0;
        _table?.Refresh();
        AddChildren(_self);
        return KeepNew();
    }

    /// <summary>Reads the children of the current level.</summary>
    /// <returns>False if they have none.</returns>
    public bool Next()
    {
        var parents = _levelStart;
        _levelStart = _found.Count;
        for (var i = parents; i < _levelStart; i++)
            AddChildren(_found[i].Pid);
        return KeepNew();
    }

    private void AddChildren(int pid)
    {
        _files?.AddChildren(pid, _found);
        _table?.AddChildren(pid, _found);
    }

    /// <summary>Drops duplicates: a process that gets a new parent during the reading can appear twice.</summary>
    private bool KeepNew()
    {
        var kept = _levelStart;
        for (var i = _levelStart; i < _found.Count; i++)
        {
            var descendant = _found[i];
            if (_seen.Add(descendant.Pid) && _strangers?.Contains(descendant.Pid) != true)
                _found[kept++] = descendant;
        }

        _found.RemoveRange(kept, _found.Count - kept);
        return kept > _levelStart;
    }
}
