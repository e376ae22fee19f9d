using System.Diagnostics;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Linux;

/// <summary>A process behind a keeper. Nothing here takes a step of the ladder: closing stdin does, and the keeper climbs.</summary>
internal sealed class KeeperProcess : KeptProcess
{
    private readonly TaskCompletionSource<ExitReport> _extinct = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly SafeFileHandle _pidfd;
    private readonly PipeWriteStream _stdin;
    private readonly PipeReadStream _stdout;
    private readonly PipeReadStream _stderr;
    private readonly StderrTail _tail;
    private readonly Task _stderrRead;
    private readonly IDisposable _exitWatch;
    private string? _reason;
    private int _ended;

    public KeeperProcess(ProcessSpec spec, int pid, SafeFileHandle pidfd, SafeFileHandle stdin, SafeFileHandle stdout, SafeFileHandle stderr)
    {
        Identity = ProcessIdentities.Of(pid);
        _pidfd = pidfd;
        _stdin = new PipeWriteStream(stdin);
        _stdout = new PipeReadStream(stdout);
        _stderr = new PipeReadStream(stderr);
        _tail = new StderrTail(spec.Secrets);
        StandardOutput = new MessageCapStream(_stdout, spec.MaxMessageBytes, () => MessageTooLongException.End(this, spec));
        _stderrRead = ReadStderrAsync();
        _exitWatch = Reactor.Shared.Watch(pidfd, Libc.EPOLLIN, OnExit);
    }

    public override ProcessIdentity Identity { get; }

    public override Containment Containment => Containment.Keeper;

    public override Stream StandardInput => _stdin;

    public override Stream StandardOutput { get; }

    public override IReadOnlyList<string> StderrTail => _tail.Lines;

    public override Task<ExitReport> Extinct => _extinct.Task;

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
    }

    private void Signal(int signal)
    {
        if (Volatile.Read(ref _ended) != 0 || Libc.PidfdSendSignal(_pidfd, signal) == 0) return;
        var errno = Marshal.GetLastPInvokeError();
        if (errno != Libc.ESRCH) throw new IOException(Libc.Describe($"pidfd_send_signal to keeper {Identity.Pid}", errno));
    }

    private async Task ReadStderrAsync()
    {
        bool more;
        do
        {
            more = await _stderr.CopyAvailableAsync(_tail.Append).ConfigureAwait(false);
        }
        while (more);
        _stderr.Dispose();
    }

    // On the reactor's thread. A pidfd stays readable, and is edge-triggered all the same, so this comes once.
    private void OnExit()
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0) _ = Task.Run(FinishAsync);
    }

    private async Task FinishAsync()
    {
        try
        {
            var status = WaitStatus.Reap(_pidfd);
            _stdin.Dispose();
            _stdout.MarkExtinct();
            _stderr.MarkExtinct();
            await _stderrRead.ConfigureAwait(false);
            _extinct.SetResult(Report(status));
        }
        catch (IOException e)
        {
            _extinct.SetResult(new ExitReport { Confirmed = false, Pid = Identity.Pid, Reason = e.Message, StderrTail = _tail.Lines });
        }
        finally
        {
            _exitWatch.Dispose();
            _pidfd.Dispose();
        }
    }

    private ExitReport Report(WaitStatus? status)
    {
        var keeper = KeeperReport.TryTake(_tail.Text, out var server);
        // The two signals that we send have a handler before the keeper starts anything. One that ends it came earlier: it held nothing.
        var endedEarly = status is { Signalled: true, Code: Libc.SIGUSR1 or Libc.SIGTERM };
        var confirmed = endedEarly || (keeper is not null && status is not { Signalled: true });
        var rung = keeper?.Rung ?? (endedEarly ? Rung.Kill : Rung.Self);
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
        // We may have asked when it was about to end by itself.
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
