namespace McpActors.Testing;

/// <summary>
/// A process that looks like a server's but has no owner: the same program with the same arguments, in its own process
/// group. It must survive everything that is done to the others.
/// </summary>
internal sealed class Bystander : IDisposable
{
    private readonly StartedProcess _process = StartedProcess.Start([Artifacts.Adversary, "ignore-eof"]);

    public int Pid => _process.Pid;

    public bool IsAlive => !_process.Exited.IsCompleted && ProcView.IsAlive(Pid);

    public Task Ready() => _process.Stdout.Next(line => line.StartsWith("ready", StringComparison.Ordinal), "ready line of the bystander");

    public void Dispose() => _process.Dispose();
}
