using McpActors.Processes.Lineage;
using Microsoft.Win32.SafeHandles;

namespace McpActors.Processes.Registry;

/// <summary>
/// The hosts of this user on this machine: each holds a lock on a file of its own, <c>TAG.host</c>, in a private folder. A free lock
/// proves that the host has died. Thread-safe, and safe among processes.
/// </summary>
public sealed class HostRegistry
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

    /// <summary>Opens the registry, and creates it where it is missing.</summary>
    /// <param name="path">The runtime directory; empty for the one that all hosts of this user share.</param>
    /// <param name="time">The time of registrations; the system's by default.</param>
    /// <exception cref="RegistryException">It cannot be trusted, or not be made.</exception>
    public static HostRegistry Open(string path = "", TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var full = path.Length == 0 ? RuntimeDirectory.Default : System.IO.Path.GetFullPath(path);
        RuntimeDirectory.Ensure(full);
        return new HostRegistry(full, time ?? TimeProvider.System);
    }

    /// <summary>Enters this process as a host, under a tag that no other host here has.</summary>
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

    /// <summary>Every host that has a file here. Changes nothing.</summary>
    /// <exception cref="RegistryException">The folder is no longer what it was.</exception>
    public IEnumerable<RegisteredHost> Look()
    {
        if (RuntimeDirectory.Fault(Path) is { } fault) throw new RegistryException(Path, fault);
        foreach (var file in Files(Extension))
        {
            if (HostTag.TryParse(System.IO.Path.GetFileNameWithoutExtension(file.AsSpan()), out var tag) && Read(tag, file) is { } host)
                yield return host;
        }
    }

    /// <summary>Removes the file of a host that has died and left nothing. Does nothing where it lives after all.</summary>
    /// <exception cref="IOException">It cannot be removed.</exception>
    /// <exception cref="UnauthorizedAccessException">The same.</exception>
    internal void Forget(HostTag tag) => Drop(FileOf(tag, Extension));

    /// <summary>Removes what hosts left that were killed while they registered.</summary>
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
            // One bad file, such as a FIFO, must not hide the others; what bears its tag is named as unprovable.
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

    // Locked and whole before it has its name: nobody ever sees a host that lives without its lock, or half a file.
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
            // A sweep took it for one that was never finished.
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
