using System.Globalization;

namespace McpActors.Processes.Linux;

/// <summary>
/// Starts each process behind a keeper of its own. Needs Linux 5.4 (pidfd_open(2), waitid(2) with P_PIDFD) and glibc 2.29 or musl.
/// Thread-safe.
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
        SpecCheck.ThrowIfUnusable(spec);
        try
        {
            using var stdin = Pipe.Create();
            using var stdout = Pipe.Create();
            using var stderr = Pipe.Create();
            return Start(spec, stdin, stdout, stderr);
        }
        catch (Exception e) when (e is IOException or EntryPointNotFoundException)
        {
            // It was there when the host started; what became of it since then, the kernel says in a word only.
            throw new ProcessStartException(spec.Server, $"keeper {KeeperCheck.Problem(_keeper) ?? _keeper.File}: {e.Message}", e);
        }
    }

    // The caller disposes the pipes: the server's ends, and ours as well where this throws. Otherwise ours go on with the process.
    private KeeperProcess Start(ProcessSpec spec, Pipe stdin, Pipe stdout, Pipe stderr)
    {
        PipeWriteStream? input = null;
        PipeReadStream? output = null, error = null;
        try
        {
            // What can fail is done before the keeper runs, as far as that is possible.
            input = new PipeWriteStream(Pipe.Take(stdin.Writer));
            output = new PipeReadStream(Pipe.Take(stdout.Reader));
            error = new PipeReadStream(Pipe.Take(stderr.Reader));
            string[] argv =
            [
                "mcp-keeper", .. _keeper.Assembly is { } assembly ? new[] { assembly } : [],
                "--eof-grace", Milliseconds(spec.EofGrace), "--term-grace", Milliseconds(spec.TermGrace),
                .. spec.Lineage is { } lineage ? new[] { "--mark", lineage.Mark.Limit.ToString(CultureInfo.InvariantCulture) } : [],
                "--", spec.Command, .. spec.Arguments,
            ];
            var pipes = new PipeInodes(Pipe.Inode(stdin.Reader), Pipe.Inode(stdout.Writer), Pipe.Inode(stderr.Writer));
            var (pid, pidfd) = Spawner.Spawn(
                _keeper.Executable, argv, spec.WholeEnvironment, spec.WorkingDirectory, stdin.Reader, stdout.Writer, stderr.Writer);
            try
            {
                return new KeeperProcess(spec, pid, pidfd, pipes, input, output, error);
            }
            catch
            {
                Spawner.Abandon(pid);
                pidfd.Dispose();
                throw;
            }
        }
        catch
        {
            input?.Dispose();
            output?.Dispose();
            error?.Dispose();
            throw;
        }
    }

    private static string Milliseconds(TimeSpan grace) => ((long)grace.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
