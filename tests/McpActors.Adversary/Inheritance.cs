namespace McpActors.Adversary;

/// <summary>
/// Properties that a child can only inherit. posix_spawn(3) cannot set them, and fork(2) without exec(2) is unsafe in a
/// runtime with threads; so this process takes the property first, irreversibly, and the child has it from its first
/// instruction.
/// </summary>
internal static unsafe class Inheritance
{
    private const uint NobodyId = 65534;

    public static void Become(Birth birth)
    {
        if (birth.HasFlag(Birth.Stubborn))
        {
            foreach (var signal in (ReadOnlySpan<int>)[Posix.SIGTERM, Posix.SIGINT, Posix.SIGHUP])
                Posix.signal(signal, Posix.SIG_IGN);
        }

        if (birth.HasFlag(Birth.NoDescriptors))
            Posix.Check(Posix.syscall(Posix.SYS_close_range, Posix.StandardError + 1, int.MaxValue, Posix.CLOSE_RANGE_CLOEXEC, 0), "close_range");
        if (birth.HasFlag(Birth.Unmarked))
            LimitResidentSet(ulong.MaxValue);
        if (birth.HasFlag(Birth.OtherUser))
            BecomeUser(NobodyId);
    }

    /// <summary>The soft RLIMIT_RSS of another process of the same user. The hard one stays, so that the next mark can be greater.</summary>
    public static void LimitResidentSet(ulong bytes, int pid)
    {
        var limit = new Posix.ResourceLimit(bytes, ulong.MaxValue);
        Posix.Check(Posix.prlimit(pid, Posix.RLIMIT_RSS, &limit, null), "prlimit");
    }

    /// <summary>Soft and hard RLIMIT_RSS; ulong.MaxValue is RLIM_INFINITY.</summary>
    public static void LimitResidentSet(ulong bytes)
    {
        var limit = new Posix.ResourceLimit(bytes, bytes);
        Posix.Check(Posix.setrlimit(Posix.RLIMIT_RSS, &limit), "setrlimit");
    }

    /// <summary>Switches to this user and group, without supplementary groups. Only root can.</summary>
    public static void BecomeUser(uint id)
    {
        Posix.Check(Posix.setgroups(0, null), "setgroups");
        Posix.Check(Posix.setresgid(id, id, id), "setresgid");
        Posix.Check(Posix.setresuid(id, id, id), "setresuid");
    }
}
