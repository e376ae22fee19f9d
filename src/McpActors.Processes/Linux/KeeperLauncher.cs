using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>
/// Starts each process behind its own keeper. Needs Linux 5.4 (pidfd_open(2), waitid(2) with P_PIDFD) and glibc 2.29 or
/// musl. Thread-safe.
/// </summary>
/// <param name="keeperPath">The path of <c>mcp-keeper</c> or <c>mcp-keeper.dll</c>: see <see cref="KeeperLocator"/>.</param>
internal sealed class KeeperLauncher(string keeperPath) : IProcessLauncher
{
    private readonly KeeperProgram _keeper = KeeperProgram.At(keeperPath);

    /// <inheritdoc/>
    public Containment Containment => Containment.Keeper;

    /// <inheritdoc/>
    public KeptProcess Start(ProcessSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        SpecValidation.ThrowIfUnusable(spec);
        try
        {
            using var stdin = Pipe.Create();
            using var stdout = Pipe.Create();
            using var stderr = Pipe.Create();
            using var report = Pipe.Create();
            // Everything that can fail comes before the keeper runs, as far as possible.
            var streams = new KeeperStreams(stdin, stdout, stderr, report);
            try
            {
                var pipes = new PipeInodes(Pipe.Inode(stdin.Reader), Pipe.Inode(stdout.Writer), Pipe.Inode(stderr.Writer));
                var (pid, pidfd) = Spawner.Spawn(
                    _keeper.Executable, Arguments(spec), spec.WholeEnvironment, spec.WorkingDirectory, stdin.Reader, stdout.Writer, stderr.Writer, report.Writer);
                return Hold(spec, pid, pidfd, pipes, streams);
            }
            catch
            {
                streams.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or EntryPointNotFoundException)
        {
            // The keeper was usable when the host started. KeeperCheck explains what has changed; the kernel gives only
            // an errno.
            throw new ProcessStartException(spec.Server, $"keeper {KeeperCheck.Problem(_keeper) ?? _keeper.File}: {e.Message}", e);
        }
    }

    private static KeeperProcess Hold(ProcessSpec spec, int pid, SafeFileHandle pidfd, PipeInodes pipes, KeeperStreams streams)
    {
        try
        {
            return new KeeperProcess(spec, pid, pidfd, pipes, streams);
        }
        catch
        {
            Spawner.Abandon(pid);
            pidfd.Dispose();
            throw;
        }
    }

    // --name serves ps(1) and the census: a keeper's environment, which has the name too, cannot be read by others.
    private IEnumerable<string> Arguments(ProcessSpec spec) =>
    [
        "mcp-keeper", .. _keeper.Assembly is { } assembly ? new[] { assembly } : [],
        "--eof-grace", Milliseconds(spec.EofGrace), "--term-grace", Milliseconds(spec.TermGrace),
        "--report-fd", Spawner.ReportFd.ToString(CultureInfo.InvariantCulture),
        .. spec.Lineage is { } lineage ? new[] { "--mark", lineage.Mark.Limit.ToString(CultureInfo.InvariantCulture) } : [],
        "--name", spec.Server, "--", spec.Command, .. spec.Arguments,
    ];

    private static string Milliseconds(TimeSpan grace) => ((long)grace.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
