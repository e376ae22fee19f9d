using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace McpActors.Processes.Linux;

/// <summary>The machine that a program was built for, and the loader that starts it: elf(5).</summary>
/// <param name="Machine">The architecture by its .NET name, or as a number.</param>
/// <param name="IsForThisMachine">Whether architecture, word size and byte order are those of this process.</param>
/// <param name="Loader">The loader that the kernel starts in its place (PT_INTERP); null for a static program.</param>
internal sealed record ElfHeader(string Machine, bool IsForThisMachine, string? Loader)
{
    private const int HeaderSize = 64, SegmentSize = 56, MaxSegments = 64, Class64 = 2, LittleEndian = 1, Interpreter = 3, MaxPath = 4096;

    // e_machine of the architectures that .NET supports.
    private static readonly Dictionary<ushort, Architecture> Machines = new()
    {
        [3] = Architecture.X86, [21] = Architecture.Ppc64le, [22] = Architecture.S390x, [40] = Architecture.Arm,
        [62] = Architecture.X64, [183] = Architecture.Arm64, [243] = Architecture.RiscV64, [258] = Architecture.LoongArch64,
    };

    /// <summary>
    /// The architecture of this process: a machine that runs several can run a keeper of the same one.
    /// </summary>
    public static Architecture Here => RuntimeInformation.ProcessArchitecture;

    /// <summary>The architecture's name in a RID.</summary>
    public static string Name(Architecture architecture) => architecture.ToString().ToLowerInvariant();

    /// <summary>Reads the header from the start of a file; null if it is not an ELF file.</summary>
    public static ElfHeader? Read(Stream file)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        var length = file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false);
        if (length < 20 || !header.StartsWith("\u007fELF"u8)) return null;
        var little = header[5] == LittleEndian;
        var code = little ? BinaryPrimitives.ReadUInt16LittleEndian(header[18..]) : BinaryPrimitives.ReadUInt16BigEndian(header[18..]);
        var known = Machines.TryGetValue(code, out var machine);
        var ours = known && machine == Here && little == BitConverter.IsLittleEndian;
        // The loader is read only for our own architecture, which is 64-bit and little-endian wherever keepers are
        // built so far.
        var loader = ours && little && length == HeaderSize && header[4] == Class64 ? ReadLoader(file, header) : null;
        return new ElfHeader(known ? Name(machine) : $"machine {code} of elf(5)", ours, loader);
    }

    private static string? ReadLoader(Stream file, ReadOnlySpan<byte> header)
    {
        var table = (long)BinaryPrimitives.ReadUInt64LittleEndian(header[32..]);
        var count = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(header[56..]), (ushort)MaxSegments);
        Span<byte> segment = stackalloc byte[SegmentSize];
        for (var i = 0; i < count; i++)
        {
            file.Position = table + (long)i * SegmentSize;
            if (file.ReadAtLeast(segment, SegmentSize, throwOnEndOfStream: false) < SegmentSize) return null;
            if (BinaryPrimitives.ReadUInt32LittleEndian(segment) != Interpreter) continue;
            file.Position = (long)BinaryPrimitives.ReadUInt64LittleEndian(segment[8..]);
            var path = new byte[Math.Min(BinaryPrimitives.ReadUInt64LittleEndian(segment[32..]), MaxPath)];
            var read = file.ReadAtLeast(path, path.Length, throwOnEndOfStream: false);
            return Encoding.UTF8.GetString(path, 0, read).TrimEnd('\0');
        }
        return null;
    }
}
