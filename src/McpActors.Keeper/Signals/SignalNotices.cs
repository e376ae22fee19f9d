using System.Runtime.InteropServices;

namespace McpActors.Keeper;

/// <summary>
/// Turns the signals that ask for something into notices. Not signalfd(2): it needs the signals blocked in every thread, and the
/// runtime has threads of its own before Main begins.
/// </summary>
internal sealed unsafe partial class SignalNotices
{
    /// <summary>For the callback, which is handed nothing but a number.</summary>
    private static readonly Notices[] NoticeOf = new Notices[32];

    private static Inbox? _inbox;

    /// <summary>A registration that is collected is no longer registered.</summary>
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="inbox">Where they go.</param>
    /// <param name="terminal">Whether somebody sits at stdin: then Ctrl-C is a request and no accident.</param>
    public SignalNotices(Inbox inbox, bool terminal)
    {
        _inbox = inbox;

        ReadOnlySpan<(int Signal, Notices Notice)> requests = terminal
            ? [(Libc.SIGTERM, Notices.Terminate), (Libc.SIGUSR1, Notices.Kill), (Libc.SIGINT, Notices.Interrupt), (Libc.SIGQUIT, Notices.Kill)]
            : [(Libc.SIGTERM, Notices.Terminate), (Libc.SIGUSR1, Notices.Kill)];

        // The runtime respects a signal that was ignored when we were started, such as by "trap '' TERM" in a shell; we must hear it. To be
        // done before the first registration: that one installs handlers of its own, which are not to be taken away again.
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
        Ignore(Libc.SIGHUP); // what it announces, poll(2) sees on stdin
        Ignore(Libc.SIGPIPE);

        // A host that ignores SIGCHLD hands that on through exec(2), and the kernel would then reap our children before us.
        Set(Libc.SIGCHLD, Libc.SIG_DFL);
        Unblock(Libc.SIGTERM, Libc.SIGUSR1);
    }

    /// <summary>
    /// A host starts us with these blocked, so that an order which comes before we have a handler waits for it. Otherwise it would end us without
    /// a report.
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

        // The system's own numbers are accepted beside those that the enum names.
        _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
        {
            context.Cancel = true;
            inbox.Post(notice);
        }));
    }

    /// <summary>
    /// A registration runs its handler in a new thread, and where a fork bomb has used up the last one (RLIMIT_NPROC, pids.max) the runtime
    /// dies of the signal: the keeper would be gone just when it is needed. The thread that the runtime has for signals is there already,
    /// so we take its one callback, which is not public. Without it everything else works as documented.
    /// </summary>
    private static void NeedNoThread()
    {
        try
        {
            SetPosixSignalHandler(&OnSignal);
        }
        catch (EntryPointNotFoundException)
        {
            return; // another runtime: the registrations above do their work
        }
    }

    [UnmanagedCallersOnly]
    private static int OnSignal(int signal, int _)
    {
        var notice = signal < NoticeOf.Length ? NoticeOf[signal] : Notices.None;
        if (notice == Notices.None)
            return 0; // not handled: let the runtime do what it does

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
