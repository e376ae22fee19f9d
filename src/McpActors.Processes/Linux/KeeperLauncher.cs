using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>Starts each process behind a keeper of its own. Needs Linux 5.4 (pidfd_open(2), waitid(2) with P_PIDFD). Thread-safe.</summary>
/// <param name="keeperPath">The path of <c>mcp-keeper</c>.</param>
public sealed class KeeperLauncher(string keeperPath) : IProcessLauncher
{
    /// <inheritdoc/>
    public Containment Containment => Containment.Keeper;

    /// <inheritdoc/>
    public KeptProcess Start(ProcessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        SpecCheck.ThrowIfUnusable(spec);
        try
        {
            using var stdin = Pipe.Create();
            using var stdout = Pipe.Create();
            using var stderr = Pipe.Create();
            string[] argv =
            [
                "mcp-keeper", "--eof-grace", Milliseconds(spec.EofGrace), "--term-grace", Milliseconds(spec.TermGrace),
                "--", spec.Command, .. spec.Arguments,
            ];
            var (pid, pidfd) = Spawner.Spawn(
                keeperPath, argv, spec.Environment, spec.WorkingDirectory, stdin.Reader, stdout.Writer, stderr.Writer);
            return new KeeperProcess(spec, pid, pidfd, Keep(stdin.Writer), Keep(stdout.Reader), Keep(stderr.Reader));
        }
        catch (IOException e)
        {
            throw new ProcessStartException(
                spec.Server, $"Server '{spec.Server}' could not be started behind the keeper {keeperPath}: {e.Message}.", e);
        }
    }

    private static string Milliseconds(TimeSpan grace) => ((long)grace.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);

    // The pipes are disposed when Start returns; these ends go on with the process.
    private static SafeFileHandle Keep(SafeFileHandle end)
    {
        var kept = new SafeFileHandle(end.DangerousGetHandle(), true);
        end.SetHandleAsInvalid();
        return kept;
    }
}
