using System.Runtime.InteropServices;

namespace McpActors.Keeper;

/// <summary>posix_spawn(3) with the attributes of a server.</summary>
internal sealed unsafe class Spawn : IDisposable
{
    /// <summary>posix_spawnattr_t is opaque: 336 bytes in glibc and musl. sigset_t has 128 in both.</summary>
    private const nuint AttributesLength = 1024, SignalSetLength = 128;

    private readonly void* _attributes = NativeMemory.AllocZeroed(AttributesLength);
    private readonly void* _signals = NativeMemory.AllocZeroed(SignalSetLength);

    /// <summary>The environ(7) of the C library, which the keeper does not change.</summary>
    private readonly byte** _environment = *(byte***)NativeLibrary.GetExport(NativeLibrary.GetMainProgramHandle(), "environ");

    /// <param name="ownSession">Whether the server gets its own session instead of only a process group.</param>
    public Spawn(bool ownSession)
    {
        _ = Libc.posix_spawnattr_init(_attributes);
        _ = Libc.posix_spawnattr_setflags(
            _attributes,
            (short)((ownSession ? Libc.POSIX_SPAWN_SETSID : Libc.POSIX_SPAWN_SETPGROUP) | Libc.POSIX_SPAWN_SETSIGDEF | Libc.POSIX_SPAWN_SETSIGMASK));
        _ = Libc.posix_spawnattr_setpgroup(_attributes, 0);

        // Ignored and blocked signals survive exec(2). The server must not inherit what the host or the runtime
        // ignores.
        _ = Libc.sigfillset(_signals);
        _ = Libc.posix_spawnattr_setsigdefault(_attributes, _signals);
        _ = Libc.sigemptyset(_signals);
        _ = Libc.posix_spawnattr_setsigmask(_attributes, _signals);
    }

    /// <returns>An errno; 0 if the process has begun to run the program.</returns>
    public int Start(byte* path, byte** argv, out int pid)
    {
        int child = 0;
        var errno = Libc.posix_spawn(&child, path, fileActions: null, _attributes, argv, _environment);
        pid = child;
        return errno;
    }

    public void Dispose()
    {
        _ = Libc.posix_spawnattr_destroy(_attributes);
        NativeMemory.Free(_attributes);
        NativeMemory.Free(_signals);
    }
}
