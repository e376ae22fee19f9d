using System.Text;

namespace McpActors.Keeper;

internal enum Delivery
{
    Sent,

    /// <summary>It has ended.</summary>
    Gone,

    /// <summary>kill(2) says EPERM: it has another user's rights.</summary>
    Refused,

    /// <summary>There is no proof that it is ours, or no safe way to signal it. As those above it end it becomes our own child.</summary>
    Unproven,
}

/// <summary>Sends a signal to a descendant, and surely to nobody else.</summary>
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

    /// <summary>A child of ours keeps its pid until we reap it, and nobody else can: kill(2) cannot hit another.</summary>
    private static Delivery SendToChild(int pid, int signal) =>
        Libc.kill(pid, signal) == 0 ? Delivery.Sent : Failed("kill", Errno.Last);

    /// <summary>The pidfd names one process for ever. What is proven after it was opened is proven of that one, or it is gone.</summary>
    private Delivery SendDeeper(int pid, int signal)
    {
        if (_withoutPidFds)
            return Delivery.Unproven;

        var pidFd = (int)Libc.syscall(Libc.SYS_pidfd_open, pid, 0, 0, 0);
        if (pidFd == -1)
        {
            // Linux before 5.3 says ENOSYS; old seccomp profiles say EPERM, which pidfd_open(2) itself never does.
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
