using System.Runtime.CompilerServices;
using System.Text;
using McpActors.Processes.Lineage;

namespace McpActors.Processes.Scanning;

/// <summary>
/// One process as shown by <c>/proc/PID/stat</c> (proc_pid_stat(5)). It has no references, so that a table of rows is
/// one block of memory.
/// </summary>
internal struct ProcessRow
{
    private NameBytes _name;

    public int Pid;
    public int Parent;

    /// <summary>The state's letter: for example S for sleeping, T for stopped, Z for a zombie.</summary>
    public byte State;

    /// <summary>The number of threads.</summary>
    public int Threads;

    /// <summary>The start time in clock ticks since boot.</summary>
    public long StartTicks;

    public long ResidentPages;

    /// <summary>The soft RLIMIT_RSS.</summary>
    public ulong ResidentLimit;

    /// <summary>
    /// True if the process has ended and only holds its pid. The state describes the first thread alone, which can end
    /// before the others (pthread_exit(3) in main).
    /// </summary>
    public readonly bool IsEnded => State is (byte)'X' or (byte)'x' || (State == (byte)'Z' && Threads <= 1);

    public readonly bool IsStopped => State is (byte)'T' or (byte)'t';

    public readonly LineageMark? Mark => LineageMark.From(ResidentLimit);

    /// <summary>The program's name for itself, at most 15 bytes.</summary>
    public readonly string Name
    {
        get
        {
            ReadOnlySpan<byte> name = _name;
            var end = name.IndexOf((byte)0);
            return Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
        }
    }

    /// <summary>Parses the line of <c>/proc/PID/stat</c> up to field 25.</summary>
    public static bool TryParse(ReadOnlySpan<byte> stat, out ProcessRow row)
    {
        row = default;
        // The second field is the program's name in parentheses. The program chooses it, so it may contain spaces and
        // parentheses.
        int open = stat.IndexOf((byte)'('), close = stat.LastIndexOf((byte)')');
        if (open < 2 || close < open || close + 4 > stat.Length) return false;

        var name = stat[(open + 1)..close];
        name[..Math.Min(name.Length, NameBytes.Length)].CopyTo(row._name);
        row.Pid = (int)Number(stat[..(open - 1)]);
        row.State = stat[close + 2];
        var fields = new Fields(stat[(close + 4)..]);
        row.Parent = (int)fields.Next();
        fields.Skip(20 - 5);
        row.Threads = (int)fields.Next();
        fields.Skip(1);
        row.StartTicks = (long)fields.Next();
        fields.Skip(1);
        row.ResidentPages = (long)fields.Next();
        row.ResidentLimit = fields.Next();
        return fields.Complete;
    }

    public readonly override string ToString() => $"{Pid} {Name}";

    private static ulong Number(ReadOnlySpan<byte> digits)
    {
        var number = 0UL;
        foreach (var digit in digits) number = (number * 10) + (ulong)(digit - '0');
        return number;
    }

    [InlineArray(Length)]
    private struct NameBytes
    {
        public const int Length = 15;

        private byte _first;
    }

    /// <summary>
    /// The numbers after the name, each followed by a space. The negative ones (tty_nr, nice) are always skipped.
    /// </summary>
    private ref struct Fields(ReadOnlySpan<byte> rest)
    {
        private ReadOnlySpan<byte> _rest = rest;

        public bool Complete { get; private set; } = true;

        public ulong Next()
        {
            var end = _rest.IndexOf((byte)' ');
            if (end < 1)
            {
                Complete = false;
                return 0;
            }
            var number = Number(_rest[..end]);
            _rest = _rest[(end + 1)..];
            return number;
        }

        public void Skip(int count)
        {
            for (; count > 0; count--)
            {
                var end = _rest.IndexOf((byte)' ');
                if (end < 0) Complete = false;
                else _rest = _rest[(end + 1)..];
            }
        }
    }
}
