namespace McpActors.Hosting.Tests.Signals;

/// <summary>
/// Real signals to programs that embed McpActors. One owner handles each signal: the host, or Akka.NET without a host.
/// </summary>
public sealed class SignalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpactors-signals-");

    public void Dispose() => _folder.Delete(recursive: true);

    [LinuxTheory]
    [InlineData("generic", Posix.SIGTERM)]
    [InlineData("generic", Posix.SIGINT)]
    [InlineData("web", Posix.SIGTERM)]
    [InlineData("web", Posix.SIGINT)]
    [InlineData("cluster", Posix.SIGTERM)]
    public async Task A_hosted_service_uses_its_server_while_it_stops(string kind, int signal)
    {
        using var program = Start(kind);
        await program.Stdout.Next(line => line == "ready", "ready line");
        program.Signal(signal);
        var end = await program.Exit();
        await program.Stdout.Ended.WaitAsync(Patience.Limit);

        Assert.Empty(Subreaper.EndSurvivors());
        Assert.Equal(new WaitResult(0, null), end);
        Assert.Equal(["first call: answered", "ready", "last call: answered", "stopped"], program.Stdout.Seen());
    }

    [LinuxTheory]
    [InlineData(Posix.SIGTERM)]
    [InlineData(Posix.SIGINT)]
    public async Task Without_a_host_Akka_runs_the_coordinated_shutdown(int signal)
    {
        using var program = Start("system");
        await program.Stdout.Next(line => line == "ready", "ready line");
        program.Signal(signal);
        var end = await program.Exit();
        await program.Stdout.Ended.WaitAsync(Patience.Limit);

        Assert.Empty(Subreaper.EndSurvivors());
        Assert.Equal(new WaitResult(0, null), end);
        Assert.Equal(["first call: answered", "ready", "terminated: ClrExitReason"], program.Stdout.Seen());
    }

    private StartedProcess Start(string kind) =>
        StartedProcess.Start([Artifacts.SignalHost, kind, Artifacts.Adversary, Path.Combine(_folder.FullName, "run")]);
}
