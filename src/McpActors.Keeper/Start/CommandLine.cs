using System.Runtime.InteropServices;

namespace McpActors.Keeper;

/// <summary>
/// The argv of COMMAND, byte for byte. .NET strings are not used, because an argument need not be valid UTF-8.
/// </summary>
internal sealed unsafe class CommandLine : IDisposable
{
    private readonly byte* _text;

    private CommandLine(byte* text, byte** argv)
    {
        _text = text;
        Argv = argv;
    }

    /// <summary>Ends with a null pointer.</summary>
    public byte** Argv { get; }

    /// <summary>Reads the last arguments of /proc/self/cmdline; null if it cannot be read.</summary>
    public static CommandLine? ReadLast(int count)
    {
        nuint capacity = 16 * 1024;
        var text = (byte*)NativeMemory.Alloc(capacity);
        nuint length = 0;
        var fd = ProcFile.Open("/proc/self/cmdline\0"u8);
        for (int read; fd != -1 && (read = ProcFile.Read(fd, new Span<byte>(text + length, (int)(capacity - length)))) > 0;)
        {
            length += (nuint)read;
            if (length == capacity)
                text = (byte*)NativeMemory.Realloc(text, capacity *= 2);
        }

        if (fd != -1)
            Libc.close(fd);

        var argv = (byte**)NativeMemory.AllocZeroed((nuint)count + 1, (nuint)sizeof(byte*));
        var line = new CommandLine(text, argv);
        if (line.TrySplitLast(count, (nint)length))
            return line;

        line.Dispose();
        return null;
    }

    public void Dispose()
    {
        NativeMemory.Free(Argv);
        NativeMemory.Free(_text);
    }

    /// <summary>Splits off the last arguments, each of which ends with a zero byte.</summary>
    private bool TrySplitLast(int count, nint length)
    {
        var start = length;
        for (var i = count - 1; i >= 0; i--)
        {
            if (start < 1)
                return false;
            for (start--; start > 0 && _text[start - 1] != 0; start--)
            {
            }

            Argv[i] = _text + start;
        }

        return true;
    }
}
