using System.ComponentModel;
using System.Diagnostics;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Portable;

/// <summary>
/// A process without a keeper. Its ladder closes stdin, waits for both graces, and kills the tree; there is no SIGTERM
/// rung.
/// </summary>
internal sealed class TreeProcess : KeptProcess
{
    private readonly Process _process;
    private readonly StderrTail _tail;
    private readonly TimeSpan _ladder;
    private readonly long _started = Stopwatch.GetTimestamp();
    private readonly Task _stderrRead;
    private string? _reason;
    private volatile string? _killError;
    private int _rung = (int)Rung.Self;
    private int _stopped;

    public TreeProcess(ProcessSpec spec, Process process)
    {
        _process = process;
        _ladder = spec.Ladder;
        _tail = new StderrTail(spec.Secrets);
        Identity = ProcessIdentities.Of(process.Id);
        StandardInput = process.StandardInput.BaseStream;
        StandardOutput = new MessageCapStream(process.StandardOutput.BaseStream, spec.MaxMessageBytes, () => MessageTooLongException.End(this, spec));
        _stderrRead = ReadStderrAsync();
        Extinct = FinishAsync(process.StandardError.BaseStream);
    }

    public override ProcessIdentity Identity { get; }

    public override Containment Containment => Containment.Tree;

    public override Stream StandardInput { get; }

    public override Stream StandardOutput { get; }

    public override IReadOnlyList<string> StderrTail => _tail.Lines;

    // Orphaned descendants are not counted: without a keeper nobody holds them.
    public override long? ReadMemory() => TreeMemory.Read(Identity, withRoot: true);

    public override Task<ExitReport> Extinct { get; }

    public override void Stop(string? reason = null)
    {
        Interlocked.CompareExchange(ref _reason, reason, null);
        if (Interlocked.Exchange(ref _stopped, 1) != 0) return;
        if (HasEnded) return;
        Climb(Rung.Eof);
        StandardInput.Dispose();
        _ = KillAfterGraceAsync();
    }

    public override void Terminate() => Stop();

    public override void Kill(string? reason = null)
    {
        Stop(reason);
        if (HasEnded) return;
        Climb(Rung.Kill);
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is Win32Exception or AggregateException or InvalidOperationException)
        {
            // A part of the tree could not be ended, which the report will say, or the whole tree has just ended.
            _killError = e.Message;
        }
    }

    // A disposed process has ended.
    private bool HasEnded
    {
        get
        {
            try
            {
                return _process.HasExited;
            }
            catch (InvalidOperationException)
            {
                return true;
            }
        }
    }

    private void Climb(Rung rung) => Interlocked.Exchange(ref _rung, (int)rung);

    private async Task KillAfterGraceAsync()
    {
        try
        {
            await Extinct.WaitAsync(_ladder).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Kill();
        }
    }

    private async Task ReadStderrAsync()
    {
        var buffer = new byte[4 << 10];
        using var stderr = _process.StandardError.BaseStream;
        while (await stderr.ReadAsync(buffer).ConfigureAwait(false) is > 0 and var count) _tail.Append(buffer.AsSpan(0, count));
    }

    private async Task<ExitReport> FinishAsync(Stream stderr)
    {
        int? exitCode = null;
        try
        {
            await _process.WaitForExitAsync().ConfigureAwait(false);
            exitCode = _process.ExitCode;
            // A descendant may hold stderr as long as it lives; the data read so far is enough.
            await _stderrRead.WaitAsync(TimeSpan.FromMilliseconds(100)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or IOException or SystemException)
        {
            // Extinct must complete, with or without the last stderr lines.
        }
        await StandardInput.DisposeAsync().ConfigureAwait(false);
        await stderr.DisposeAsync().ConfigureAwait(false);
        _process.Dispose();
        return new ExitReport
        {
            Confirmed = false,
            Pid = Identity.Pid,
            ExitCode = exitCode,
            Rung = (Rung)_rung,
            Elapsed = Stopwatch.GetElapsedTime(_started),
            Reason = _killError ?? (_rung == (int)Rung.Self ? null : _reason),
            StderrTail = _tail.Lines,
        };
    }
}
