using System.Runtime.InteropServices;

namespace McpActors.Keeper;

/// <summary>
/// Turns the signals that ask for something into notices. Not signalfd(2): it needs the signals blocked in every thread, and the
/// runtime has threads of its own before Main begins.
/// </summary>
internal sealed class SignalNotices
{
    /// <summary>A registration that is collected is no longer registered.</summary>
    private readonly List<PosixSignalRegistration> _registrations = [];

    /// <param name="inbox">Where they go.</param>
    /// <param name="terminal">Whether somebody sits at stdin: then Ctrl-C is a request and no accident.</param>
    public SignalNotices(Inbox inbox, bool terminal)
    {
        Register(Libc.SIGTERM, Notices.Terminate);
        Register(Libc.SIGUSR1, Notices.Kill);
        if (terminal)
        {
            Register(Libc.SIGINT, Notices.Interrupt);
            Register(Libc.SIGQUIT, Notices.Kill);
        }
        else
        {
            Ignore(Libc.SIGINT);
            Ignore(Libc.SIGQUIT);
        }

        Ignore(Libc.SIGHUP); // what it announces, poll(2) sees on stdin
        Ignore(Libc.SIGPIPE);

        // A host that ignores SIGCHLD hands that on through exec(2), and the kernel would then reap our children before us.
        Set(Libc.SIGCHLD, Libc.SIG_DFL);

        // The constructor of a registration accepts the system's own signal numbers as well.
        void Register(int signal, Notices notice) =>
            _registrations.Add(PosixSignalRegistration.Create((PosixSignal)signal, context =>
            {
                context.Cancel = true;
                inbox.Post(notice);
            }));
    }

    private static void Ignore(int signal) => Set(signal, Libc.SIG_IGN);

    private static void Set(int signal, nint handler)
    {
        if (Libc.signal(signal, handler) == -1)
            Report.Unexpected("signal", Errno.Last);
    }
}
