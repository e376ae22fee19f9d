namespace McpActors.Tests.Support;

/// <summary>Starts real processes when the test permits it, for events between the request and the process.</summary>
internal sealed class GatedLauncher(IProcessLauncher launcher) : IProcessLauncher, IDisposable
{
    private readonly ManualResetEventSlim _gate = new();

    public Containment Containment => launcher.Containment;

    public KeptProcess Start(ProcessSpec spec)
    {
        _gate.Wait();
        return launcher.Start(spec);
    }

    public void Open() => _gate.Set();

    public void Dispose()
    {
        Open();
        _gate.Dispose();
    }
}
