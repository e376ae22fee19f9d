using Akka.Event;

namespace McpActors.Servers;

/// <summary>
/// Which handshake each definition of a server speaks, and whether it answers <c>ping</c>: learnt from its processes, remembered by
/// <see cref="DefinitionFingerprint"/>, and unlearnt where a process shows otherwise. Kept in the runtime directory, and in memory only where there is none.
/// Every host has one. Thread-safe.
/// </summary>
internal sealed class HandshakeMemory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LearntServer> _learnt = new(StringComparer.Ordinal);
    private readonly Dictionary<string, LearntServer> _unwritten = new(StringComparer.Ordinal);
    private readonly HashSet<string> _suspected = new(StringComparer.Ordinal);
    private readonly HandshakeFile? _file;
    private readonly ILoggingAdapter? _log;
    private readonly TimeProvider _clock;
    private Task _writing = Task.CompletedTask;

    /// <param name="folder">The runtime directory; null to remember for as long as the host lives.</param>
    /// <param name="log">Told where the file cannot be used.</param>
    /// <param name="clock">The system's by default.</param>
    public HandshakeMemory(string? folder = null, ILoggingAdapter? log = null, TimeProvider? clock = null)
    {
        _log = log;
        _clock = clock ?? TimeProvider.System;
        if (folder is null) return;
        _file = new HandshakeFile(folder);
        try
        {
            _learnt = _file.Read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn(e);
        }
    }

    /// <summary>Completes when all that was learnt until now is on disk.</summary>
    public Task Written
    {
        get
        {
            lock (_lock) return _writing;
        }
    }

    /// <summary>Finds what is known of a definition; null if nothing is known.</summary>
    public LearntServer? Find(string fingerprint)
    {
        lock (_lock)
        {
            var learnt = _learnt.GetValueOrDefault(fingerprint);
            return _suspected.Contains(fingerprint) ? (learnt ?? Nothing) with { Era = Era.Legacy } : learnt;
        }
    }

    /// <summary>A process has shown which handshake it speaks; null where asking it costs nothing.</summary>
    public void LearnEra(string fingerprint, Era? era)
    {
        lock (_lock)
        {
            _suspected.Remove(fingerprint);
            var before = _learnt.GetValueOrDefault(fingerprint) ?? Nothing;
            // The two eras are not asked the same for a sign of life.
            Put(fingerprint, before with { Era = era, AnswersProbe = before.Era == era ? before.AnswersProbe : null });
        }
    }

    /// <summary>A process has shown whether it answers the lightest request.</summary>
    public void LearnProbe(string fingerprint, bool answers)
    {
        lock (_lock) Put(fingerprint, (_learnt.GetValueOrDefault(fingerprint) ?? Nothing) with { AnswersProbe = answers });
    }

    /// <summary>
    /// Nothing came of <c>server/discover</c> within the whole of <c>startup-timeout</c>: the next start begins with <c>initialize</c>. That is no knowledge, and is not
    /// kept on disk.
    /// </summary>
    public void SuspectLegacy(string fingerprint)
    {
        lock (_lock) _suspected.Add(fingerprint);
    }

    /// <summary>Nothing came of the handshake that was thought to be the right one.</summary>
    public void ForgetEra(string fingerprint) => LearnEra(fingerprint, null);

    private static LearntServer Nothing { get; } = new(null, null, default);

    private void Put(string fingerprint, LearntServer server)
    {
        if (server.SaysTheSame(_learnt.GetValueOrDefault(fingerprint) ?? Nothing)) return;
        server = server with { Since = _clock.GetUtcNow() };
        if (server.IsEmpty) _learnt.Remove(fingerprint);
        else _learnt[fingerprint] = server;
        if (_file is null) return;
        // A hundred servers that start together are written together.
        if (_unwritten.Count == 0) _writing = _writing.ContinueWith(_ => Write(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        _unwritten[fingerprint] = server;
    }

    private void Write()
    {
        Dictionary<string, LearntServer> changes;
        lock (_lock)
        {
            changes = new(_unwritten, StringComparer.Ordinal);
            _unwritten.Clear();
        }
        try
        {
            _file!.Write(changes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn(e);
        }
    }

    private void Warn(Exception error) => _log?.Warning(
        "The handshakes of servers are remembered only until this host ends: {0} {1}. Remove the file, or set mcp-actors.runtime-dir to a folder of your own",
        HandshakeFile.Name, error.Message.TrimEnd('.'));
}
