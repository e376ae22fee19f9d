namespace McpActors.Stdio;

/// <summary>The skipped changes of lists, reported once each. Used by the reading thread only.</summary>
internal sealed class SkippedChanges(INotificationListener listener)
{
    private bool _tools, _prompts, _resources;

    public void Add(Chatter chatter)
    {
        if (chatter == Chatter.ToolsChanged) _tools = true;
        else if (chatter == Chatter.PromptsChanged) _prompts = true;
        else if (chatter == Chatter.ResourcesChanged) _resources = true;
    }

    /// <summary>
    /// Reports the changes after the last skipped message, so that a list that is requested then is current.
    /// </summary>
    public void Tell()
    {
        if (_tools) listener.Changed(Chatter.ToolsChanged);
        if (_prompts) listener.Changed(Chatter.PromptsChanged);
        if (_resources) listener.Changed(Chatter.ResourcesChanged);
        _tools = _prompts = _resources = false;
    }
}
