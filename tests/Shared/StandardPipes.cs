using Microsoft.Win32.SafeHandles;

namespace McpActors.Testing;

/// <summary>The child's ends of its three streams, and ours.</summary>
internal sealed unsafe class StandardPipes
{
    private readonly int _ourOutput, _ourError;

    private StandardPipes(StdinKind kind)
    {
        (ChildOutput, _ourOutput) = Pipe(childReads: false);
        (ChildError, _ourError) = Pipe(childReads: false);
        switch (kind)
        {
            case StdinKind.Pipe:
                (ChildInput, var ours) = Pipe(childReads: true);
                Input = new SafeFileHandle(ours, ownsHandle: true);
                break;
            case StdinKind.Socket:
                var ends = stackalloc int[2];
                Posix.Check(Posix.socketpair(Posix.AF_UNIX, Posix.SOCK_STREAM | Posix.SOCK_CLOEXEC, 0, ends), "socketpair");
                ChildInput = ends[0];
                Input = new SafeFileHandle(ends[1], ownsHandle: true);
                break;
            case StdinKind.Terminal:
                var terminal = Posix.Check(Posix.posix_openpt(Posix.O_RDWR | Posix.O_NOCTTY | Posix.O_CLOEXEC), "posix_openpt");
                Posix.Check(Posix.grantpt(terminal), "grantpt");
                Posix.Check(Posix.unlockpt(terminal), "unlockpt");
                var name = stackalloc byte[64];
                Posix.Check(Posix.ptsname_r(terminal, name, 64), "ptsname_r");
                InputPath = Marshal.PtrToStringUTF8((nint)name)!;
                Input = new SafeFileHandle(terminal, ownsHandle: true);
                break;
            default:
                InputPath = "/dev/null";
                break;
        }
    }

    /// <summary>Our end of stdin: closing it is the hang-up.</summary>
    public SafeFileHandle? Input { get; }

    /// <summary>The path that the child opens as its stdin, if it inherits none.</summary>
    public string? InputPath { get; }

    public int ChildInput { get; } = -1;

    public int ChildOutput { get; }

    public int ChildError { get; }

    public static StandardPipes Create(StdinKind kind) => new(kind);

    public Stream OpenOutput() => Open(_ourOutput);

    public Stream OpenError() => Open(_ourError);

    public void CloseChildEnds()
    {
        foreach (var fd in (int[])[ChildInput, ChildOutput, ChildError])
        {
            if (fd != -1)
                _ = Posix.close(fd);
        }
    }

    private static (int Child, int Ours) Pipe(bool childReads)
    {
        var ends = stackalloc int[2];
        Posix.Check(Posix.pipe2(ends, Posix.O_CLOEXEC), "pipe2");
        return childReads ? (ends[0], ends[1]) : (ends[1], ends[0]);
    }

    private static FileStream Open(int fd) => new(new SafeFileHandle(fd, ownsHandle: true), FileAccess.Read);
}
