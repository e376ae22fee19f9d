using System.Globalization;

namespace McpActors.Keeper;

/// <summary>A path below /proc, built on the stack.</summary>
internal ref struct ProcPath
{
    /// <summary>"/proc/" + ten digits + "/task/" + ten digits + "/children" and the closing zero.</summary>
    public const int MaxLength = 64;

    private readonly Span<byte> _path;
    private int _length;

    private ProcPath(Span<byte> buffer) => _path = buffer;

    /// <summary>/proc/PID/FILE</summary>
    public static ReadOnlySpan<byte> Of(Span<byte> buffer, int pid, ReadOnlySpan<byte> file)
    {
        var path = new ProcPath(buffer);
        path.Append("/proc/"u8);
        path.Append(pid);
        path.Append("/"u8);
        path.Append(file);
        return path.Terminated();
    }

    /// <summary>/proc/PID/task/TID/children</summary>
    public static ReadOnlySpan<byte> OfChildren(Span<byte> buffer, int pid, int thread)
    {
        var path = new ProcPath(buffer);
        path.Append("/proc/"u8);
        path.Append(pid);
        path.Append("/task/"u8);
        path.Append(thread);
        path.Append("/children"u8);
        return path.Terminated();
    }

    /// <summary>/proc/self/fd/FD</summary>
    public static ReadOnlySpan<byte> OfSelfFd(Span<byte> buffer, int fd)
    {
        var path = new ProcPath(buffer);
        path.Append("/proc/self/fd/"u8);
        path.Append(fd);
        return path.Terminated();
    }

    private void Append(ReadOnlySpan<byte> text)
    {
        text.CopyTo(_path[_length..]);
        _length += text.Length;
    }

    private void Append(int number)
    {
        number.TryFormat(_path[_length..], out var written, provider: CultureInfo.InvariantCulture);
        _length += written;
    }

    private ReadOnlySpan<byte> Terminated()
    {
        _path[_length] = 0;
        return _path[..(_length + 1)];
    }
}
