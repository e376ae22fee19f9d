using System.Runtime.InteropServices;
using McpActors.Processes.Linux;
using McpActors.Processes.Scanning;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Sweeping;

/// <summary>
/// One process that must be ended. Its pidfd refers to it for ever, and the verdict is proven again after the pidfd is
/// opened: a pid that was reused in between shows another start time.
/// </summary>
internal sealed class Target : IDisposable
{
    /// <summary>The reason why a process that must be ended stays alive.</summary>
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

    /// <summary>The highest rung whose signal was sent; null if none was.</summary>
    public Rung? Rung { get; private set; }

    /// <summary>The reason why the process could not be signalled; null if it could.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Opens the process and proves the verdict again.</summary>
    /// <returns>Null if the process is gone or does not match the verdict.</returns>
    public static Target? TryOpen(Verdict verdict, EvidenceReader evidence)
    {
        var fd = Libc.PidfdOpen(verdict.Row.Pid);
        // EINVAL: the pid is not a thread-group leader, so its process is about to disappear (pidfd_open(2)).
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
        // As systemd does (systemd.kill(5)): a stopped process can handle SIGTERM only after SIGCONT.
        if (rung == Processes.Rung.Term) Continue();
    }

    /// <summary>Continues the process, whoever stopped it.</summary>
    public void Continue() => Send(Libc.SIGCONT);

    /// <summary>Tells a keeper to kill its processes, even if it was stopped.</summary>
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
