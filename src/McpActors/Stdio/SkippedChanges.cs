namespace McpActors.Stdio;

/// <summary>The list changes among what was skipped, to be told once each. Belongs to the one who reads.</summary>
internal sealed class SkippedChanges(INotificationListener listener)
{
    private bool _tools, _prompts, _resources;

    public void Add(Chatter chatter)
    {
        if (chatter == Chatter.ToolsChanged) _tools = true;
        else if (chatter == Chatter.PromptsChanged) _prompts = true;
        else if (chatter == Chatter.ResourcesChanged) _resources = true;
    }

    /// <summary>Tells of them after the last that was skipped, so that a list asked for then is the changed one.</summary>
    public void Tell()
    {
        if (_tools) listener.Changed(Chatter.ToolsChanged);
        if (_prompts) listener.Changed(Chatter.PromptsChanged);
        if (_resources) listener.Changed(Chatter.ResourcesChanged);
        _tools = _prompts = _resources = false;
    }
}
