using System.Text;
using McpActors.Processes.Lineage;
using McpActors.Processes.Scanning;

namespace McpActors.Processes.Sweeping;

/// <summary>
/// Looks for evidence that replaces a missing mark: the environment, and the server's ends of the lease's pipes. It
/// reads several files of each process of this user, so it is used only while a lineage may have processes to find.
/// </summary>
internal sealed class EvidenceReader
{
    // The kernel allows an environment of a quarter of the stack limit; in practice it fits into the first 256 KiB.
    private const int MostEnvironment = 256 * 1024;

    private readonly Claims _claims;
    private readonly Dictionary<ulong, (LineageMark Mark, bool ServerReads)> _pipes = [];
    private readonly Dictionary<int, Evidence> _found = [];
    private readonly HashSet<(int Pid, long StartTicks)> _asked = [];
    private byte[]? _environment;

    public EvidenceReader(Claims claims)
    {
        _claims = claims;
        foreach (var lease in claims.Leases.Values.Where(lease => lease is { Standing: Standing.Orphan, Pipes: not null }))
        {
            var mark = LineageMark.Of(claims.Own!.Value, lease.Lease);
            _pipes[lease.Pipes!.Input] = (mark, true);
            _pipes[lease.Pipes.Output] = _pipes[lease.Pipes.Error] = (mark, false);
        }
    }

    /// <summary>
    /// The evidence for all processes whose mark does not identify their owner. Each process is read once.
    /// </summary>
    public IReadOnlyDictionary<int, Evidence> OfUnmarked(ReadOnlySpan<ProcessRow> rows)
    {
        const int KernelThreads = 2;
        foreach (ref readonly var row in rows)
        {
            if ((row.Mark is { } mark && !_claims.IsNobodys(mark)) || row.IsEnded || row.Parent == KernelThreads || !_asked.Add((row.Pid, row.StartTicks))) continue;
            if (Of(row.Pid) is { } evidence) _found[row.Pid] = evidence;
        }
        return _found;
    }

    /// <summary>The current evidence for one process; null if there is none, or if it may not be read.</summary>
    public Evidence? Of(int pid)
    {
        if (EnvironmentOf(pid) is { } lineage) return new Evidence(lineage.Mark, LineageProof.Environment);
        if (_pipes.Count == 0) return null;
        foreach (var fd in ProcFs.Numbers(pid, "fd"u8))
        {
            if (ProcFs.PipeInode(ProcFs.Link(pid, fd)) is { } inode && _pipes.TryGetValue(inode, out var pipe) && HoldsServersEnd(pid, fd, pipe.ServerReads))
                return new Evidence(pipe.Mark, LineageProof.Pipe);
        }
        return null;
    }

    /// <summary>The lineage in the environment that a process was started with; null if there is none.</summary>
    public ProcessLineage? EnvironmentOf(int pid)
    {
        _environment ??= new byte[MostEnvironment];
        var length = ProcFs.Read(pid, "environ"u8, _environment);
        return length > 0 ? ProcessLineage.FromEnvironment(_environment.AsSpan(0, length)) : null;
    }

    // proc_pid_fdinfo(5): the line "flags:" is octal, and its last two bits are the access mode of open(2). The host
    // holds the other end.
    private static bool HoldsServersEnd(int pid, int fd, bool serverReads)
    {
        const int O_ACCMODE = 3, O_RDONLY = 0;
        Span<byte> info = stackalloc byte[512];
        var length = ProcFs.Read(pid, Encoding.ASCII.GetBytes($"fdinfo/{fd}"), info);
        var flags = length > 0 ? info[..length].IndexOf("flags:\t"u8) : -1;
        if (flags < 0) return false;
        var octal = info[(flags + 7)..length];
        octal = octal[..Math.Max(0, octal.IndexOf((byte)'\n'))];
        return octal.Length > 0 && ((octal[^1] - '0') & O_ACCMODE) == O_RDONLY == serverReads;
    }
}
