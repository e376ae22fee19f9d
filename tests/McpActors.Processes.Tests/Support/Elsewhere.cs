namespace McpActors.Processes.Tests.Support;

/// <summary>
/// Runs a part of this assembly in its own mounts, and as another user. Its mounts end with it. Needs root.
/// </summary>
internal static class Elsewhere
{
    private const string Unshare = "/usr/bin/unshare", SetPriv = "/usr/bin/setpriv";

    // The user nobody, with only the right to read the build wherever it is: hidepid and kill(2) ignore this right.
    private static readonly string[] Nobody =
        [SetPriv, "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];

    private static readonly Lazy<bool> Possible = new(
        () => Environment.IsPrivilegedProcess && File.Exists(Unshare) && File.Exists(SetPriv) && Ends([Unshare, "-m", "true"]).GetAwaiter().GetResult());

    public static void SkipIfImpossible() => Skip.IfNot(Possible.Value, "needs root, setpriv(1), and the right to make mounts with unshare(1)");

    /// <param name="prepare">A line for the shell, as root, in the new mounts.</param>
    /// <param name="asNobody">Whether the command runs as the user nobody.</param>
    /// <param name="command">The command of <see cref="Program"/>.</param>
    /// <returns>Its line of output.</returns>
    public static async Task<string> Run(string prepare, bool asNobody, params string[] command)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        using var process = StartedProcess.Start(
            [
                Unshare, "-m", "sh", "-c", prepare + " && exec \"$@\"", "sh",
                .. asNobody ? Nobody : [], dotnet, typeof(Elsewhere).Assembly.Location, .. command,
            ]);
        await process.Exit();
        await Task.WhenAll(process.Stdout.Ended, process.Stderr.Ended).WaitAsync(Patience.Limit);
        var lines = process.Stdout.Seen();
        return lines.Count == 1 ? lines[0] : throw new InvalidOperationException($"{process.Stdout} | {process.Stderr}");
    }

    private static async Task<bool> Ends(string[] command)
    {
        using var process = StartedProcess.Start(command);
        return (await process.Exit()).ExitCode == 0;
    }
}
