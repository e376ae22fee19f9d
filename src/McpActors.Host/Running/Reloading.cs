using Akka.Actor;
using McpActors.Configuration;
using McpActors.Host.Composition;
using McpActors.Host.Output;
using McpActors.Host.Running.Watching;
using McpActors.Scheduling;
using McpActors.Servers;
using Serilog;

namespace McpActors.Host.Running;

/// <summary>
/// Reads the configuration again, on request or when its files change, and applies servers and schedules, one reload
/// after the other. An invalid configuration changes nothing. Other settings (keeper, reaper, runtime-dir, akka) take
/// effect at the next start.
/// </summary>
internal sealed class Reloading : IDisposable
{
    // Held until Begin.
    private readonly SemaphoreSlim _one = new(0, 1);
    private readonly HostedActors _actors;
    private readonly CancellationToken _stopping;
    private readonly string? _file;
    private readonly ILogger _log;
    private readonly KnownSecrets _secrets;
    private readonly FileWatch _watch;
    private McpActorsSettings _running;

    /// <param name="actors">The host.</param>
    /// <param name="running">The settings it was started with.</param>
    /// <param name="readSince">When reading those settings began.</param>
    /// <param name="file">The configuration file; null for the built-in configuration.</param>
    /// <param name="log">The log for results.</param>
    /// <param name="secrets">Receives the secrets of new settings, so that the log leaves them out.</param>
    public Reloading(HostedActors actors, McpActorsSettings running, DateTimeOffset readSince, string? file, ILogger log, KnownSecrets secrets)
    {
        (_actors, _stopping, _running, _file, _log, _secrets) = (actors, actors.Stopping, running, file, log, secrets);
        _watch = new FileWatch(Changed, log, TimeProvider.System);
        Follow(running, running.ImportedFiles, readSince);
    }

    /// <summary>
    /// Call it when the servers have been asked to start, so that a reload has something to compare with. Runs pending
    /// reloads.
    /// </summary>
    public void Begin() => _one.Release();

    /// <summary>Reloads. Never throws: failures are logged.</summary>
    /// <param name="why">The reason for the log; empty for a plain request.</param>
    public async Task ReloadAsync(string why = "")
    {
        await _one.WaitAsync();
        var since = TimeProvider.System.GetUtcNow();
        try
        {
            _log.Information(Line.Begin + "reading {Source:l} again{Why:l}", Line.Program, "reloading", _file ?? "the built-in host.conf", why);
            var settings = WithRunning(ProgramConfiguration.LoadForRun(_file).Settings);
            _secrets.Add(settings.Servers.Values);
            Follow(settings, settings.ImportedFiles, since);
            await ApplyAsync(settings);
            _running = settings;
        }
        catch (Exception e) when (e is McpConfigurationException or UsageException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            _log.Error(Line.Begin + "nothing was changed: {Why:l}", Line.Program, "failed", e.Message);
            // The mistake may be in a file that only the new configuration imports.
            Follow(_running, _running.ImportedFiles.Union((e as McpConfigurationException)?.ImportedFiles ?? []), since);
        }
        catch (AskTimeoutException)
        {
            _log.Error(Line.Begin + "not all servers were replaced in time; their further progress is logged", Line.Program, "failed");
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _log.Information(Line.Begin + "the reload is cancelled because the host stops", Line.Program, "stopping");
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _watch.Dispose();
        _one.Dispose();
    }

    private void Changed(IReadOnlyList<string> files)
    {
        if (!_stopping.IsCancellationRequested) _ = ReloadAsync($": {string.Join(", ", files)} changed");
    }

    private void Follow(McpActorsSettings settings, IEnumerable<string> imported, DateTimeOffset readSince) =>
        _watch.Follow(settings.ReloadOnChange && _file is not null ? [Path.GetFullPath(_file), .. imported] : [], readSince);

    private async Task ApplyAsync(McpActorsSettings settings)
    {
        var applied = await _actors.Actors.Servers.Ask<ServersApplied>(new ApplyServers([.. settings.Servers.Values]), Longest(settings), _stopping);
        SkippedLines.Print(_log, settings.Skipped);
        RenamedLines.Print(_log, settings.Renamed);
        ReloadLines.Print(_log, applied);

        var scheduler = _actors.Actors.Scheduler;
        var kept = settings.Scheduler.Schedules.Select(schedule => schedule.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var gone in _running.Scheduler.Schedules.Where(schedule => !kept.Contains(schedule.Name))) scheduler.Tell(new RemoveSchedule(gone.Name));
        foreach (var schedule in settings.Scheduler.Schedules) scheduler.Tell(new PutSchedule(schedule));

        var added = applied.Changes.Where(change => change.Kind == ServerChangeKind.Added).Select(change => settings.Servers[change.Server]);
        await ServerStart.RunAllAsync(_actors, added, _log);
    }

    // A server whose entry in an imported file cannot be run any longer keeps its definition: a slip of another program
    // or its user must not stop it.
    private McpActorsSettings WithRunning(McpActorsSettings settings)
    {
        var servers = settings.Servers.ToDictionary(StringComparer.Ordinal);
        foreach (var broken in settings.Skipped.Where(skipped => skipped.Mistakes.Count > 0))
        {
            var name = _running.Renamed.FirstOrDefault(renamed => renamed.Original == broken.Name)?.Name ?? broken.Name;
            if (_running.Servers.TryGetValue(name, out var running) && servers.TryAdd(name, running))
                _log.Warning(Line.Begin + "its entry at {Where:l} cannot be run; the server goes on as it was", name, "kept", broken.Where);
        }
        return settings with { Servers = servers };
    }

    // Each server starts its new process, drains the old one and stops it.
    private TimeSpan Longest(McpActorsSettings settings) => settings.Servers.Values.Concat(_running.Servers.Values)
        .Select(server => ServerStart.Longest(server) + server.DrainTimeout).DefaultIfEmpty(TimeSpan.FromMinutes(1)).Max();
}
