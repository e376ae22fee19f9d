using Microsoft.Win32.SafeHandles;

namespace McpActors.Host.Output;

/// <summary>
/// Stdout whose reader may go away (<c>mcpactors run | head</c>): servers are not ended for that. It is said once on stderr,
/// and what would have been printed is dropped.
/// </summary>
internal sealed class Stdout : Stream
{
    private const string Notice =
        "mcpactors: nobody reads the output any more; everything else goes on. SIGTERM or Ctrl-C ends it.";

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

    /// <summary>From here on <see cref="Console.Out"/> writes through this.</summary>
    public static void GoOnWithoutReader()
    {
        // Elsewhere .NET's own stream does as well; only the notice is missing.
        if (OperatingSystem.IsWindows()) return;
        var file = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        // A regular file has no reader to lose, and a FileStream would write over what others append to it.
        if (file.CanSeek) return;
        Console.SetOut(TextWriter.Synchronized(new StreamWriter(new Stdout(file)) { AutoFlush = true }));
    }

    /// <summary>
    /// Writes what a server has given as it is, for another program; where a terminal shows it, without what a terminal would obey.
    /// </summary>
    /// <param name="text">What it has given.</param>
    /// <param name="isJson">Whether it is to be JSON all the same.</param>
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
