namespace McpActors.Torture.HostRole;

/// <summary>Whole lines on stdout, from any thread.</summary>
internal sealed class LineOutput
{
    private readonly Lock _lock = new();
    private readonly Stream _stdout = Console.OpenStandardOutput();

    /// <summary>Whether the events of processes are printed too.</summary>
    public bool TellsEvents { get; set; } = true;

    public void SayEvent(string line)
    {
        if (TellsEvents)
            Say(line);
    }

    public void Say(string line)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(line.ReplaceLineEndings(" ") + "\n");
        lock (_lock)
            _stdout.Write(bytes);
    }
}
