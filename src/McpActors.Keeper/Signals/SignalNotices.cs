using System.Runtime.InteropServices;

namespace McpActors.Keeper;

/// <summary>
/// Turns signals into notices. signalfd(2) is not usable: it needs the signals blocked in every thread, and the runtime
/// has its own threads before Main begins.
/// </summary>
internal sealed unsafe partial class SignalNotices
{
    /// <summary>For the callback, which gets only a signal number.</summary>
    private static readonly Notices[] NoticeOf = new Notices[32];

    private static Inbox? _inbox;

    /// <summary>Keeps the registrations alive: a collected registration is no longer registered.</summary>
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="inbox">Receives the notices.</param>
    /// <param name="terminal">Whether stdin is a terminal: then Ctrl-C is a request to end.</param>
    public SignalNotices(Inbox inbox, bool terminal)
    {
        _inbox = inbox;

        ReadOnlySpan<(int Signal, Notices Notice)> requests = terminal
            ? [(Libc.SIGTERM, Notices.Terminate), (Libc.SIGUSR1, Notices.Kill), (Libc.SIGINT, Notices.Interrupt), (Libc.SIGQUIT, Notices.Kill)]
            : [(Libc.SIGTERM, Notices.Terminate), (Libc.SIGUSR1, Notices.Kill)];

        // The runtime keeps ignoring a signal that was ignored at start, such as by "trap '' TERM" in a shell; the
        // keeper must receive it. Reset before the first registration, because that installs handlers, which must stay.
        foreach (var (signal, _) in requests)
            Set(signal, Libc.SIG_DFL);
        foreach (var (signal, notice) in requests)
            Register(inbox, signal, notice);

        if (!terminal)
        {
            Ignore(Libc.SIGINT);
            Ignore(Libc.SIGQUIT);
        }

        NeedNoThread();
        Ignore(Libc.SIGHUP); // poll(2) sees the hang-up on stdin
        Ignore(Libc.SIGPIPE);

        // A host that ignores SIGCHLD passes that on through exec(2), and the kernel would then reap the keeper's
        // children.
        Set(Libc.SIGCHLD, Libc.SIG_DFL);
        Unblock(Libc.SIGTERM, Libc.SIGUSR1);
    }

    /// <summary>
    /// Unblocks the signals that a host blocks at start, so that one which arrives before the keeper has a handler
    /// stays pending. Otherwise it would end the keeper without a report.
    /// </summary>
    private static void Unblock(params ReadOnlySpan<int> signals)
    {
        // sigset_t has 128 bytes in glibc and musl.
        var set = stackalloc byte[128];
        _ = Libc.sigemptyset(set);
        foreach (var signal in signals)
            _ = Libc.sigaddset(set, signal);
        if (Libc.pthread_sigmask(Libc.SIG_UNBLOCK, set, null) is not 0 and var errno)
            Report.Unexpected("pthread_sigmask", errno);
    }

    private void Register(Inbox inbox, int signal, Notices notice)
    {
        NoticeOf[signal] = notice;

        // PosixSignal also accepts raw signal numbers.
        _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
        {
            context.Cancel = true;
            inbox.Post(notice);
        }));
    }

    /// <summary>
    /// Installs the signal callback directly. A registration runs its handler in a new thread; if a fork bomb has used
    /// up the last one (RLIMIT_NPROC, pids.max), the runtime dies of the signal just when the keeper is needed. The
    /// runtime's existing signal thread runs this callback, which is not public. Without it everything else works as
    /// documented.
    /// </summary>
    private static void NeedNoThread()
    {
        try
        {
            SetPosixSignalHandler(&OnSignal);
        }
        catch (EntryPointNotFoundException)
        {
            return; // another runtime: the registrations above are used
        }
    }

    [UnmanagedCallersOnly]
    private static int OnSignal(int signal, int _)
    {
        var notice = signal < NoticeOf.Length ? NoticeOf[signal] : Notices.None;
        if (notice == Notices.None)
            return 0; // not handled: leave it to the runtime

        _inbox!.Post(notice);
        return 1;
    }

    private static void Ignore(int signal) => Set(signal, Libc.SIG_IGN);

    private static void Set(int signal, nint handler)
    {
        if (Libc.signal(signal, handler) == -1)
            Report.Unexpected("signal", Errno.Last);
    }

    [LibraryImport("libSystem.Native", EntryPoint = "SystemNative_SetPosixSignalHandler")]
    private static partial void SetPosixSignalHandler(delegate* unmanaged<int, int, int> handler);
}
