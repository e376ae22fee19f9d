using System.Diagnostics;
using System.Runtime.InteropServices;
using McpActors.Processes.Scanning;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>A process behind a keeper. Nothing here takes a step of the ladder: closing stdin does, and the keeper climbs.</summary>
internal sealed class KeeperProcess : KeptProcess
{
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly SafeFileHandle _pidfd;
    private readonly PipeWriteStream _stdin;
    private readonly PipeReadStream _stdout;
    private readonly PipeReadStream _stderr;
    private readonly StderrTail _tail;
    private string? _reason;

    public KeeperProcess(
        ProcessSpec spec, int pid, SafeFileHandle pidfd, PipeInodes pipes, PipeWriteStream stdin, PipeReadStream stdout, PipeReadStream stderr)
    {
        Pipes = pipes;
        Identity = ProcessIdentities.Of(pid);
        _pidfd = pidfd;
        _stdin = stdin;
        _stdout = stdout;
        _stderr = stderr;
        _tail = new StderrTail(spec.Secrets);
        StandardOutput = new MessageCapStream(_stdout, spec.MaxMessageBytes, () => MessageTooLongException.End(this, spec));
        // A pidfd becomes readable when the process ends, and stays so.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = Reactor.Shared.Watch(pidfd, Libc.EPOLLIN, () => ended.TrySetResult());
        // Not on this thread: a server may fill its stderr as fast as it is read.
        var stderrRead = Task.Run(ReadStderrAsync);
        Extinct = FinishAsync(ended.Task, watch, stderrRead);
    }

    public override ProcessIdentity Identity { get; }

    public override PipeInodes Pipes { get; }

    public override Containment Containment => Containment.Keeper;

    public override Stream StandardInput => _stdin;

    public override Stream StandardOutput { get; }

    // The end of all is the keeper's report, which is no word of the server's.
    public override IReadOnlyList<string> StderrTail => Extinct.IsCompletedSuccessfully ? Extinct.Result.StderrTail : _tail.Lines;

    // What is below a keeper stays below it: it is a subreaper.
    public override long? ReadMemory() => TreeMemory.Read(Identity, withRoot: false);

    public override Task<ExitReport> Extinct { get; }

    public override void Stop(string? reason = null)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        _stdin.Dispose();
    }

    public override void Terminate() => Signal(Libc.SIGTERM);

    public override void Kill(string? reason = null)
    {
        Stop(reason);
        Signal(Libc.SIGUSR1);
        // Somebody may have stopped it.
        Signal(Libc.SIGCONT);
    }

    private void Signal(int signal)
    {
        try
        {
            if (Libc.PidfdSendSignal(_pidfd, signal) == 0) return;
        }
        catch (ObjectDisposedException)
        {
            // It is extinct.
            return;
        }
        var errno = Marshal.GetLastPInvokeError();
        if (errno != Libc.ESRCH) throw new IOException(Libc.Describe($"pidfd_send_signal to keeper {Identity.Pid}", errno));
    }

    private async Task ReadStderrAsync()
    {
        using (_stderr)
        {
            while (await _stderr.CopyAvailableAsync(_tail.Append).ConfigureAwait(false))
            {
            }
        }
    }

    private async Task<ExitReport> FinishAsync(Task ended, IDisposable watch, Task stderrRead)
    {
        await ended.ConfigureAwait(false);
        try
        {
            var status = WaitStatus.Reap(_pidfd);
            _stdin.Dispose();
            _stdout.MarkExtinct();
            _stderr.MarkExtinct();
            await stderrRead.ConfigureAwait(false);
            return Report(status);
        }
        catch (Exception e)
        {
            // Whoever waits for the end must hear of it, whatever went wrong here.
            return new ExitReport { Confirmed = false, Pid = Identity.Pid, Reason = e.Message, StderrTail = _tail.Lines };
        }
        finally
        {
            watch.Dispose();
            _pidfd.Dispose();
        }
    }

    private ExitReport Report(WaitStatus? status)
    {
        var keeper = KeeperReport.TryTake(_tail.Text, status, out var server);
        // The two signals that we send have a handler before the keeper starts anything. One that ends it came earlier: it held nothing.
        Rung? early = status switch
        {
            { Signalled: true, Code: Libc.SIGUSR1 } => Rung.Kill,
            { Signalled: true, Code: Libc.SIGTERM } => Rung.Term,
            _ => null,
        };
        var confirmed = keeper is not null || early is not null;
        var rung = keeper?.Rung ?? early ?? Rung.Self;
        return new ExitReport
        {
            Confirmed = confirmed,
            Pid = Identity.Pid,
            ExitCode = keeper?.ExitCode,
            Signal = keeper?.Signal,
            Rung = rung,
            Descendants = keeper?.Descendants ?? 0,
            Elapsed = Stopwatch.GetElapsedTime(_started),
            StartError = keeper?.Error,
            Reason = Reason(status, confirmed, rung),
            StderrTail = _tail.ToLines(server),
        };
    }

    private string? Reason(WaitStatus? status, bool confirmed, Rung rung) => (confirmed, rung) switch
    {
        (false, _) => $"keeper {Identity.Pid} ended without a report ({Describe(status)}): what it held may live",
        (true, Rung.Self) => null,
        _ => _reason,
    };

    private static string Describe(WaitStatus? status) => status switch
    {
        null => "exit status unknown",
        { Signalled: true, Code: var signal } => $"signal {signal}",
        { Code: var code } => $"exit code {code}",
    };
}
