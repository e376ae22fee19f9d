using System.Runtime.InteropServices;
using McpActors.Processes.Linux;
using McpActors.Processes.Scanning;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Sweeping;

/// <summary>
/// One process that is to be ended. Its pidfd names it for ever, and what was judged of it was proven again after that was opened: a pid
/// that was recycled in between shows another start time.
/// </summary>
internal sealed class Target : IDisposable
{
    /// <summary>Why a process that is to be ended lives.</summary>
    public const string OtherUsersRights = "it has another user's rights";

    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SafeFileHandle _pidfd;
    private readonly IDisposable _watch;

    private Target(Verdict verdict, SafeFileHandle pidfd)
    {
        Verdict = verdict;
        _pidfd = pidfd;
        _watch = Reactor.Shared.Watch(pidfd, Libc.EPOLLIN, () => _ended.TrySetResult());
    }

    public Verdict Verdict { get; }

    /// <summary>Completes when the process has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The highest rung of which it was sent the signal; null where none was.</summary>
    public Rung? Rung { get; private set; }

    /// <summary>Why it could not be signalled; null where it could.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Opens it and proves it again.</summary>
    /// <returns>Null where it is gone, or is not what it was judged to be.</returns>
    public static Target? TryOpen(Verdict verdict, EvidenceReader evidence)
    {
        var fd = Libc.PidfdOpen(verdict.Row.Pid);
        // EINVAL: no leader of a thread group, which means that its process is about to be gone (pidfd_open(2)).
        if (fd < 0) return null;
        var pidfd = new SafeFileHandle(fd, true);
        if (IsStill(verdict, evidence)) return new Target(verdict, pidfd);
        pidfd.Dispose();
        return null;
    }

    /// <summary>Sends a signal, at most once for each rung.</summary>
    public void Signal(Rung rung)
    {
        if (Rung >= rung) return;
        if (!Send(rung == Processes.Rung.Kill ? Libc.SIGKILL : Libc.SIGTERM)) return;
        Rung = rung;
        // As systemd does (systemd.kill(5)): who is stopped can handle SIGTERM only after it goes on.
        if (rung == Processes.Rung.Term) Continue();
    }

    /// <summary>Whoever has stopped it: it goes on.</summary>
    public void Continue() => Send(Libc.SIGCONT);

    /// <summary>Tells a keeper to kill what it holds, even if somebody has stopped it.</summary>
    public void HurryKeeper()
    {
        Send(Libc.SIGUSR1);
        Continue();
    }

    public void Dispose()
    {
        _watch.Dispose();
        _pidfd.Dispose();
    }

    private static bool IsStill(Verdict verdict, EvidenceReader evidence)
    {
        var (then, pid) = (verdict.Row, verdict.Row.Pid);
        if (!ProcessTable.TryRead(pid, out var now) || now.StartTicks != then.StartTicks || now.IsEnded) return false;
        return verdict.Proof switch
        {
            LineageProof.Mark => now.Mark == verdict.Mark,
            LineageProof.Descent => now.Parent == then.Parent,
            _ => evidence.Of(pid) is { } found && found.Mark == verdict.Mark,
        };
    }

    private bool Send(int signal)
    {
        if (Ended.IsCompleted) return false;
        if (Libc.PidfdSendSignal(_pidfd, signal) == 0)
        {
            Refusal = null;
            return true;
        }
        var errno = Marshal.GetLastPInvokeError();
        if (errno != Libc.ESRCH) Refusal = errno == Libc.EPERM ? OtherUsersRights : Libc.Describe("pidfd_send_signal", errno);
        return false;
    }
}
