using System.Runtime.InteropServices;

namespace McpActors.Keeper;

/// <summary>A process that was seen below the keeper, under this parent.</summary>
internal readonly record struct Descendant(int Pid, int Parent);

/// <summary>
/// Everything below the keeper, level by level: first its own children, then theirs, and so on. Each level is there to be signalled before
/// the next is read, since what forks for ever is lost or caught within microseconds.
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

    /// <summary>What the last call found. Valid until the next.</summary>
    public ReadOnlySpan<Descendant> Level => CollectionsMarshal.AsSpan(_found)[_levelStart..];

    /// <summary>
    /// Children from before exec(2): with <c>mcp-keeper -- server 2> >(tee log)</c> bash makes tee the keeper's child. They are not the
    /// server's, so they are never signalled nor waited for. To be called before the server starts.
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
    /// Nothing is left below the keeper but what was there before the server. Asked twice, since the kernel may miss a child while another
    /// one ends.
    /// </summary>
    public bool OnlyStrangersLeft() => _strangers is { Count: > 0 } && !First() && !First();

    /// <summary>The pid was reaped.</summary>
    /// <returns>Whether it was a stranger's.</returns>
    public bool ForgetStranger(int pid) => _strangers?.Remove(pid) == true;

    /// <summary>Reads the keeper's own children.</summary>
    /// <returns>false: it has none.</returns>
    public bool First()
    {
        _found.Clear();
        _seen.Clear();
        _levelStart = 0;
        _table?.Refresh();
        AddChildren(_self);
        return KeepNew();
    }

    /// <summary>Reads the children of the present level.</summary>
    /// <returns>false: they have none.</returns>
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

    /// <summary>A process that gets a new parent while we read can turn up twice.</summary>
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
