using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using McpActors.Processes.Scanning;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>
/// A process behind a keeper. The keeper climbs the ladder by itself once stdin is closed; this class takes no step of
/// it.
/// </summary>
internal sealed class KeeperProcess : KeptProcess
{
    private static readonly TimeSpan ReapInterval = TimeSpan.FromMilliseconds(250);

    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly SafeFileHandle _pidfd;
    private readonly KeeperStreams _streams;
    private readonly KeeperReports _reports;
    private readonly StderrTail _tail;
    private string? _reason;

    public KeeperProcess(ProcessSpec spec, int pid, SafeFileHandle pidfd, PipeInodes pipes, KeeperStreams streams)
    {
        Pipes = pipes;
        Identity = ProcessIdentities.Of(pid);
        _pidfd = pidfd;
        _streams = streams;
        _tail = new StderrTail(spec.Secrets);
        // The keeper's warnings go to the stderr tail; they prove nothing.
        _reports = new KeeperReports(streams.Report, line => _tail.Append(Encoding.UTF8.GetBytes($"mcp-keeper: {line}\n")));
        StandardOutput = new MessageCapStream(streams.Output, spec.MaxMessageBytes, () => MessageTooLongException.End(this, spec));
        // A pidfd becomes readable when the process ends, and stays readable.
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = Reactor.Shared.Watch(pidfd, Libc.EPOLLIN, () => ended.TrySetResult());
        // On other threads: a server may fill its stderr as fast as it is read.
        var read = Task.WhenAll(Task.Run(ReadStderrAsync), _reports.ReadAsync());
        Extinct = FinishAsync(ended.Task, watch, read);
    }

    public override ProcessIdentity Identity { get; }

    public override PipeInodes Pipes { get; }

    public override Containment Containment => Containment.Keeper;

    public override Stream StandardInput => _streams.Input;

    public override Stream StandardOutput { get; }

    public override IReadOnlyList<string> StderrTail => _tail.Lines;

    // Descendants of a keeper cannot leave it: it is a subreaper.
    public override long? ReadMemory() => TreeMemory.Read(Identity, withRoot: false);

    public override Task<ExitReport> Extinct { get; }

    public override void Stop(string? reason = null)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        _streams.Input.Dispose();
    }

    public override void Terminate() => Signal(Libc.SIGTERM);

    public override void Kill(string? reason = null)
    {
        Stop(reason);
        Signal(Libc.SIGUSR1);
        // The keeper may have been stopped by a signal.
        Signal(Libc.SIGCONT);
    }

    internal override bool IsThere
    {
        get
        {
            try
            {
                return Libc.PidfdSendSignal(_pidfd, 0) == 0;
            }
            catch (ObjectDisposedException)
            {
                return false;
            }
        }
    }

    private void Signal(int signal)
    {
        try
        {
            if (Libc.PidfdSendSignal(_pidfd, signal) == 0) return;
        }
        catch (ObjectDisposedException)
        {
            // The keeper is extinct.
            return;
        }
        var errno = Marshal.GetLastPInvokeError();
        if (errno != Libc.ESRCH) throw new IOException(Libc.Describe($"pidfd_send_signal to keeper {Identity.Pid}", errno));
    }

    private async Task ReadStderrAsync()
    {
        using (_streams.Error)
        {
            while (await _streams.Error.CopyAvailableAsync(_tail.Append).ConfigureAwait(false))
            {
            }
        }
    }

    private async Task<ExitReport> FinishAsync(Task ended, IDisposable watch, Task read)
    {
        await ended.ConfigureAwait(false);
        var reaped = true;
        try
        {
            reaped = WaitStatus.TryReap(_pidfd, out var status);
            // The server may have continued to read a stdin that was closed earlier.
            var isLast = _streams.Input.CanWrite;
            _streams.Input.Dispose();
            _streams.Output.MarkExtinct();
            _streams.Error.MarkExtinct();
            _streams.Report.MarkExtinct();
            await read.ConfigureAwait(false);
            if (!reaped) _ = ReapLaterAsync();
            return Report(status, isLast ? _streams.Input.BytesRead : null);
        }
        catch (Exception e)
        {
            // Extinct must complete, whatever went wrong here.
            return new ExitReport { Confirmed = false, Pid = Identity.Pid, Reason = e.Message, StderrTail = _tail.Lines };
        }
        finally
        {
            watch.Dispose();
            if (reaped) _pidfd.Dispose();
        }
    }

    // The sweep ends the keeper's processes meanwhile, including a tracer, which then releases the keeper.
    private async Task ReapLaterAsync()
    {
        try
        {
            while (!WaitStatus.TryReap(_pidfd, out _)) await Task.Delay(ReapInterval).ConfigureAwait(false);
        }
        finally
        {
            _pidfd.Dispose();
        }
    }

    private ExitReport Report(WaitStatus? status, long? read)
    {
        // A keeper that did not report its own end proves nothing: its processes are swept.
        var keeper = _reports.Last is { } last && last.Agrees(status) ? last : null;
        var rung = keeper?.Rung ?? Rung.Self;
        return new ExitReport
        {
            Confirmed = keeper is not null,
            Pid = Identity.Pid,
            ExitCode = keeper?.ExitCode,
            Signal = keeper?.Signal,
            Rung = rung,
            Descendants = keeper?.Descendants ?? 0,
            Elapsed = Stopwatch.GetElapsedTime(_started),
            StartError = keeper?.Error,
            Reason = Reason(status, keeper is not null, rung),
            StderrTail = _tail.Lines,
            BytesRead = read,
            HasReadNothing = _streams.Input.WasUnread,
        };
    }

    private string? Reason(WaitStatus? status, bool confirmed, Rung rung) => (confirmed, rung) switch
    {
        (false, _) => $"keeper {Identity.Pid} ended without a report ({Describe(status)}): its processes may still run",
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
