using System.Text;

namespace McpActors.Keeper;

internal enum Delivery
{
    Sent,

    /// <summary>The process has ended.</summary>
    Gone,

    /// <summary>kill(2) failed with EPERM: the process has another user's rights.</summary>
    Refused,

    /// <summary>
    /// The process is not proven to be a descendant, or cannot be signalled safely. It becomes a child of the keeper
    /// when the processes above it end.
    /// </summary>
    Unproven,
}

/// <summary>Sends a signal to a descendant, and never to another process.</summary>
internal sealed class Signaller(int self)
{
    private readonly HashSet<int> _refused = [];
    private bool _withoutPidFds;

    public Delivery Send(Descendant target, int signal)
    {
        var delivery = target.Parent == self ? SendToChild(target.Pid, signal) : SendDeeper(target.Pid, signal);
        if (delivery == Delivery.Refused && _refused.Add(target.Pid) && ProcStat.TryRead(target.Pid, out var stat) && !stat.IsEnded)
            Report.NotPermitted(target.Pid, CommandOf(target.Pid));
        return delivery;
    }

    public void Forget(int pid) => _refused.Remove(pid);

    /// <summary>A child keeps its pid until the keeper reaps it, so kill(2) cannot hit another process.</summary>
    private static Delivery SendToChild(int pid, int signal) =>
        Libc.kill(pid, signal) == 0 ? Delivery.Sent : Failed("kill", Errno.Last);

    /// <summary>
    /// A pidfd refers to one process for ever: a proof after its opening holds for that process, or the process is
    /// gone.
    /// </summary>
    private Delivery SendDeeper(int pid, int signal)
    {
        if (_withoutPidFds)
            return Delivery.Unproven;

        var pidFd = (int)Libc.syscall(Libc.SYS_pidfd_open, pid, 0, 0, 0);
        if (pidFd == -1)
        {
            // Linux before 5.3 returns ENOSYS; old seccomp profiles return EPERM, which pidfd_open(2) itself never
            // does.
            _withoutPidFds = Errno.Last is Errno.ENOSYS or Errno.EPERM;
            return _withoutPidFds ? Delivery.Unproven : Failed("pidfd_open", Errno.Last);
        }

        var delivery = Delivery.Unproven;
        if (Lineage.LeadsTo(self, pid))
        {
            delivery = Libc.syscall(Libc.SYS_pidfd_send_signal, pidFd, signal, 0, 0) == 0
                ? Delivery.Sent
                : Failed("pidfd_send_signal", Errno.Last);
        }

        Libc.close(pidFd);
        return delivery;
    }

    private static Delivery Failed(string call, int errno)
    {
        switch (errno)
        {
            case Errno.ESRCH:
                return Delivery.Gone;
            case Errno.EPERM:
                return Delivery.Refused;
            default:
                Report.Unexpected(call, errno);
                return Delivery.Unproven;
        }
    }

    private static string CommandOf(int pid)
    {
        Span<byte> path = stackalloc byte[ProcPath.MaxLength];
        Span<byte> command = stackalloc byte[256];
        command = command[..ProcFile.ReadAll(ProcPath.Of(path, pid, "cmdline"u8), command)];
        command.Replace((byte)0, (byte)' ');
        return Encoding.UTF8.GetString(command).Trim();
    }
}
