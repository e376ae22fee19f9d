using McpActors.Processes.Lineage;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Registry;

/// <summary>
/// The hosts of this user on this machine. Each holds a lock on its own file, <c>TAG.host</c>, in a private folder; a
/// free lock proves that the host has died. Thread-safe, and safe across processes.
/// </summary>
internal sealed class HostRegistry
{
    private const string Extension = ".host", Unfinished = ".new";
    private const int LongestFacts = 4096;

    private readonly TimeProvider _time;

    private HostRegistry(string path, TimeProvider time)
    {
        Path = path;
        _time = time;
    }

    /// <summary>The runtime directory.</summary>
    public string Path { get; }

    /// <summary>Opens the registry, and creates it if it is missing.</summary>
    /// <param name="path">The runtime directory. The default is an empty string, which stands for the directory that
    /// all hosts of this user share.</param>
    /// <param name="time">The clock for registrations; the system clock by default.</param>
    /// <exception cref="RegistryException">The directory cannot be trusted, or cannot be created.</exception>
    public static HostRegistry Open(string path = "", TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var full = path.Length == 0 ? RuntimeDirectory.Default : System.IO.Path.GetFullPath(path);
        RuntimeDirectory.Ensure(full);
        return new HostRegistry(full, time ?? TimeProvider.System);
    }

    /// <summary>Registers this process as a host with a unique tag.</summary>
    /// <param name="name">A name for people.</param>
    /// <exception cref="RegistryException">The folder cannot be written to.</exception>
    public HostRegistration Register(string name)
    {
        var facts = HostFacts.OfThisProcess(name, _time).Write();
        try
        {
            while (true)
            {
                var tag = HostTag.Random();
                var (unfinished, finished) = (FileOf(tag, Unfinished), FileOf(tag, Extension));
                if (File.Exists(finished) || LockedFile.Create(unfinished) is not { } file) continue;
                if (Finish(file, facts, unfinished, finished)) return new HostRegistration(tag, file, finished);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RegistryException(Path, e.Message, e);
        }
    }

    /// <summary>Lists every registered host. Changes nothing.</summary>
    /// <exception cref="RegistryException">The folder has been replaced or is no longer private.</exception>
    public IEnumerable<RegisteredHost> Look()
    {
        if (RuntimeDirectory.Fault(Path) is { } fault) throw new RegistryException(Path, fault);
        foreach (var file in Files(Extension))
        {
            if (HostTag.TryParse(System.IO.Path.GetFileNameWithoutExtension(file.AsSpan()), out var tag) && Read(tag, file) is { } host)
                yield return host;
        }
    }

    /// <summary>Removes the file of a host that has died and left nothing. Does nothing if the host is alive.</summary>
    /// <exception cref="IOException">The file cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be removed.</exception>
    internal void Forget(HostTag tag) => Drop(FileOf(tag, Extension));

    /// <summary>Removes the files of hosts that were killed while they registered.</summary>
    /// <inheritdoc cref="Forget" path="/exception"/>
    internal void ForgetUnfinished()
    {
        foreach (var file in Files(Unfinished)) Drop(file);
    }

    private IEnumerable<string> Files(string extension)
    {
        try
        {
            return Directory.EnumerateFiles(Path, "*" + extension);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new RegistryException(Path, e.Message, e);
        }
    }

    private static void Drop(string path)
    {
        using var file = LockedFile.OpenToRead(path);
        if (file is not null && LockedFile.TryLockExclusively(file)) File.Delete(path);
    }

    private static RegisteredHost? Read(HostTag tag, string path)
    {
        try
        {
            using var file = LockedFile.OpenToRead(path);
            if (file is null) return File.Exists(path) ? new RegisteredHost(tag, HostStanding.Unreadable, null) : null;
            Span<byte> text = stackalloc byte[LongestFacts];
            var facts = HostFacts.Parse(text[..RandomAccess.Read(file, text, 0)]);
            return new RegisteredHost(tag, Standing(file, facts), facts);
        }
        catch (Exception e) when (e is IOException or NotSupportedException)
        {
            // One bad file, such as a FIFO, must not hide the others; processes with its tag are reported as
            // unprovable.
            return new RegisteredHost(tag, HostStanding.Unreadable, null);
        }
    }

    private static HostStanding Standing(SafeFileHandle file, HostFacts? facts)
    {
        if (LockedFile.IsLocked(file)) return HostStanding.Alive;
        if (facts is null) return HostStanding.Unreadable;
        if (facts.BootId != ProcessIdentities.BootId) return HostStanding.AnotherBoot;
        return facts.PidNamespace == HostFacts.OwnPidNamespace ? HostStanding.Dead : HostStanding.AnotherNamespace;
    }

    // The file is locked and complete before it gets its name: nobody sees a living host without its lock, or half a
    // file.
    private static bool Finish(SafeFileHandle file, byte[] facts, string unfinished, string finished)
    {
        try
        {
            RandomAccess.Write(file, facts, 0);
            File.Move(unfinished, finished, overwrite: false);
            return true;
        }
        catch (FileNotFoundException)
        {
            // A sweep took the file for an unfinished one.
            file.Dispose();
            return false;
        }
        catch
        {
            File.Delete(unfinished);
            file.Dispose();
            throw;
        }
    }

    private string FileOf(HostTag tag, string extension) => System.IO.Path.Combine(Path, tag + extension);
}
