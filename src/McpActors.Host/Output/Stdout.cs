using Microsoft.Win32.SafeHandles;

namespace McpActors.Host.Output;

/// <summary>
/// A stdout whose reader may go away (<c>mcpactors run | head</c>) without ending the servers. A notice is written to
/// stderr once, and further output is dropped.
/// </summary>
internal sealed class Stdout : Stream
{
    private const string Notice =
        "mcpactors: stdout was closed by its reader; servers keep running. Stop with SIGTERM or Ctrl-C.";

    private readonly FileStream _inner;
    private bool _gone;

    private Stdout(FileStream inner) => _inner = inner;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Redirects <see cref="Console.Out"/> through this stream.</summary>
    public static void GoOnWithoutReader()
    {
        // On Windows .NET's own stream ignores a closed pipe too; only the notice is missing.
        if (OperatingSystem.IsWindows()) return;
        var file = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A regular file cannot lose its reader, and a FileStream would overwrite what other processes append.
        if (file.CanSeek) return;
        Console.SetOut(TextWriter.Synchronized(new StreamWriter(new Stdout(file)) { AutoFlush = true }));
    }

    /// <summary>
    /// Writes a server's result: unchanged for another program, without control characters for a terminal.
    /// </summary>
    /// <param name="text">The result.</param>
    /// <param name="isJson">Whether the text must remain valid JSON.</param>
    public static void WriteResult(string text, bool isJson) =>
        Console.Out.WriteLine(Console.IsOutputRedirected ? text : isJson ? Printable.Json(text) : Printable.Text(text));

    public override void Write(byte[] buffer, int offset, int count)
    {
        if (_gone) return;
        try
        {
            _inner.Write(buffer, offset, count);
        }
        catch (IOException)
        {
            _gone = true;
            Console.Error.WriteLine(Notice);
        }
    }

    public override void Flush() => _inner.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
