using Akka.Event;
using McpActors.Common;

namespace McpActors.Servers;

/// <summary>
/// The handshake that each definition of a server speaks, and whether it answers <c>ping</c>. Learnt from its
/// processes, remembered by <see cref="DefinitionFingerprint"/>, and forgotten if a process behaves otherwise. Stored
/// in the runtime directory, or in memory if there is none. Each host has one. Thread-safe.
/// </summary>
internal sealed class HandshakeMemory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LearntServer> _learnt = new(StringComparer.Ordinal);
    private readonly HashSet<string> _suspected = new(StringComparer.Ordinal);
    private readonly HandshakeFile? _file;
    private readonly ILoggingAdapter? _log;
    private readonly TimeProvider _clock;
    private readonly WriteBehind<LearntServer> _behind;

    /// <param name="folder">The runtime directory; null to remember until the host ends.</param>
    /// <param name="log">Receives a warning if the file cannot be used.</param>
    /// <param name="clock">The clock. The default value is null, for the system's.</param>
    public HandshakeMemory(string? folder = null, ILoggingAdapter? log = null, TimeProvider? clock = null)
    {
        _log = log;
        _behind = new WriteBehind<LearntServer>(Write);
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

    /// <summary>Completes when everything learnt so far is on disk.</summary>
    public Task Written => _behind.Written;

    /// <summary>Finds what is known of a definition; null if nothing is known.</summary>
    public LearntServer? Find(string fingerprint)
    {
        lock (_lock)
        {
            var learnt = _learnt.GetValueOrDefault(fingerprint);
            return _suspected.Contains(fingerprint) ? (learnt ?? Nothing) with { Era = Era.Legacy } : learnt;
        }
    }

    /// <summary>Remembers the handshake that a process speaks; null if asking costs nothing.</summary>
    public void LearnEra(string fingerprint, Era? era)
    {
        lock (_lock)
        {
            _suspected.Remove(fingerprint);
            var before = _learnt.GetValueOrDefault(fingerprint) ?? Nothing;
            // The two eras have different health probes.
            Put(fingerprint, before with { Era = era, AnswersProbe = before.Era == era ? before.AnswersProbe : null });
        }
    }

    /// <summary>Remembers whether a process answers the lightest request.</summary>
    public void LearnProbe(string fingerprint, bool answers)
    {
        lock (_lock) Put(fingerprint, (_learnt.GetValueOrDefault(fingerprint) ?? Nothing) with { AnswersProbe = answers });
    }

    /// <summary>
    /// <c>server/discover</c> got no answer within <c>startup-timeout</c>, so the next start begins with
    /// <c>initialize</c>. This is only a suspicion, which is not stored on disk.
    /// </summary>
    public void SuspectLegacy(string fingerprint)
    {
        lock (_lock) _suspected.Add(fingerprint);
    }

    /// <summary>Forgets the remembered handshake of a definition, because it failed.</summary>
    public void ForgetEra(string fingerprint) => LearnEra(fingerprint, null);

    private static LearntServer Nothing { get; } = new(null, null, default);

    private void Put(string fingerprint, LearntServer server)
    {
        if (server.SaysTheSame(_learnt.GetValueOrDefault(fingerprint) ?? Nothing)) return;
        server = server with { Since = _clock.GetUtcNow() };
        if (server.IsEmpty) _learnt.Remove(fingerprint);
        else _learnt[fingerprint] = server;
        if (_file is not null) _behind.Put(fingerprint, server);
    }

    private void Write(IReadOnlyDictionary<string, LearntServer> changes)
    {
        try
        {
            _file!.Write(changes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn(e);
        }
    }

    private void Warn(Exception error) => Forgetfulness.Warn(_log, "handshakes", HandshakeFile.Name, error, "runtime-dir");
}
